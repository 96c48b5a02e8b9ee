package viridian.lab.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.MacAddress;

/**
 * What a DHCP server says.
 *
 * @param server its own address
 * @param prefix how many leading bits the network's addresses have in common
 * @param addresses it gives out
 * @param reserved whom it knows beforehand: always these addresses, and nobody else
 * @param router for what is on no subnet of the client's own
 * @param nameServers perhaps none
 * @param leaseSeconds how long an address is given for
 * @param program the file firmware is to fetch and start; none if it is to boot from disk
 * @param script what iPXE is to do, as a URL; none if it is to do without
 */
public record DhcpSettings(
        Ipv4Address server,
        int prefix,
        AddressRange addresses,
        Map<MacAddress, Ipv4Address> reserved,
        Optional<Ipv4Address> router,
        List<Ipv4Address> nameServers,
        int leaseSeconds,
        Optional<String> program,
        Optional<String> script) {

    public DhcpSettings {
        reserved = Map.copyOf(reserved);
        nameServers = List.copyOf(nameServers);
    }
}
