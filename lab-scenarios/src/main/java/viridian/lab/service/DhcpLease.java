package viridian.lab.service;

import java.util.Optional;
import viridian.offload.wire.Ipv4Address;

/**
 * What a client was given.
 *
 * @param address its own
 * @param prefix how many leading bits the network's addresses have in common
 * @param router for what is on no subnet of its own
 * @param next the server to fetch the boot file from
 * @param file to boot from; none if it is to boot from disk
 * @param seconds how long the address is its own
 */
public record DhcpLease(
        Ipv4Address address,
        int prefix,
        Optional<Ipv4Address> router,
        Ipv4Address next,
        Optional<String> file,
        int seconds) {

    private static final int DEFAULT_PREFIX = 24;

    static DhcpLease of(DhcpMessage message) {
        DhcpOptions options = message.options();
        Optional<String> file = options.text(DhcpOption.BOOT_FILE)
                .or(() -> Optional.of(message.file()))
                .filter(name -> !name.isEmpty());
        Ipv4Address server = options.address(DhcpOption.SERVER).orElse(DhcpMessage.NONE);
        return new DhcpLease(
                message.yours(),
                options.number(DhcpOption.SUBNET_MASK).map(Integer::bitCount).orElse(DEFAULT_PREFIX),
                options.address(DhcpOption.ROUTER),
                message.next().equals(DhcpMessage.NONE) ? server : message.next(),
                file,
                options.number(DhcpOption.LEASE_SECONDS).orElse(0));
    }
}
