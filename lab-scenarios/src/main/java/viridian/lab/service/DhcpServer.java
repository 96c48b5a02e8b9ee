package viridian.lab.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import viridian.offload.wire.Ipv4Address;

/**
 * Gives out the addresses of one link and says from where to boot (RFC 2131). What comes by a relay, from another link, is
 * not answered.
 *
 * <p>A client that has no address yet is answered by broadcast, whether it asks for that or not (section 4.1 allows it):
 * a kernel's ordinary sockets cannot reach it otherwise, and both forms of a host shall say the same.
 */
public final class DhcpServer implements AutoCloseable {

    /** How long an address is kept for a client that was offered it; our choice. */
    private static final long OFFER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int RENEW_HALF = 2;
    private static final String FIRMWARE = "PXEClient";
    private static final String IPXE = "iPXE";

    private final DhcpSettings settings;
    private final LongSupplier nanoTime;
    private final Consumer<String> told;
    private final Leases leases;
    private final DatagramPort port;

    /**
     * Begins to serve.
     *
     * @param told hears what was done, a sentence each
     * @throws IOException if the host has a DHCP server already
     */
    public DhcpServer(DatagramPorts ports, DhcpSettings settings, LongSupplier nanoTime, Consumer<String> told)
            throws IOException {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.told = told;
        this.leases = new Leases(settings);
        this.port = ports.open(DhcpMessage.SERVER_PORT, (from, bytes) -> arrive(bytes));
    }

    private void arrive(byte[] bytes) {
        DhcpMessage message = DhcpMessage.read(bytes).orElse(null);
        if (message == null || message.fromServer() || !message.relay().equals(DhcpMessage.NONE)) return;
        DhcpType type = message.type().orElse(null);
        if (type == null) return;
        switch (type) {
            case DISCOVER -> discover(message);
            case REQUEST -> request(message);
            case DECLINE -> decline(message);
            case RELEASE -> leases.release(message.mac(), message.client());
            case INFORM -> inform(message);
            default -> {
                // OFFER, ACK and NAK are for clients.
            }
        }
    }

    private void discover(DhcpMessage question) {
        long now = nanoTime.getAsLong();
        Optional<Ipv4Address> address = leases.find(question.mac(), now);
        if (address.isEmpty()) {
            told.accept("has no address left for " + question.mac());
            return;
        }
        if (leases.of(question.mac(), now).isEmpty()) {
            leases.give(question.mac(), address.get(), now + OFFER_NANOS);
        }
        grant(question, DhcpType.OFFER, address.get());
    }

    /** RFC 2131 section 4.3.2: an offer taken, a former address asked for again, or a lease made longer. */
    private void request(DhcpMessage question) {
        Optional<Ipv4Address> server = question.options().address(DhcpOption.SERVER);
        if (server.isPresent() && !server.get().equals(settings.server())) {
            // It has taken another server's offer; ours is free again.
            leases.of(question.mac(), nanoTime.getAsLong())
                    .ifPresent(offered -> leases.release(question.mac(), offered));
            return;
        }
        Ipv4Address wanted = question.options()
                .address(DhcpOption.REQUESTED_ADDRESS)
                .filter(address -> question.client().equals(DhcpMessage.NONE))
                .orElse(question.client());
        long now = nanoTime.getAsLong();
        if (leases.find(question.mac(), now).equals(Optional.of(wanted))) confirm(question, wanted, now);
        else refuse(question, wanted);
    }

    private void confirm(DhcpMessage question, Ipv4Address address, long now) {
        leases.give(question.mac(), address, now + TimeUnit.SECONDS.toNanos(settings.leaseSeconds()));
        grant(question, DhcpType.ACK, address);
        told.accept("gave %s to %s".formatted(address, question.mac()));
    }

    private void refuse(DhcpMessage question, Ipv4Address wanted) {
        DhcpOptions options = options(DhcpType.NAK).put(DhcpOption.MESSAGE, wanted + " is not yours here");
        send(question.answer(DhcpMessage.NONE, DhcpMessage.NONE, "", options), DhcpMessage.NONE);
        told.accept("refused %s to %s".formatted(wanted, question.mac()));
    }

    private void decline(DhcpMessage message) {
        long end = nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(settings.leaseSeconds());
        message.options().address(DhcpOption.REQUESTED_ADDRESS).ifPresent(address -> {
            leases.decline(message.mac(), address, end);
            told.accept("heard from %s that somebody else has %s".formatted(message.mac(), address));
        });
    }

    /** Who has an address already wants the rest (section 4.3.5). */
    private void inform(DhcpMessage question) {
        if (!Ipv4Address.isUnicast(question.client().bits())) return;
        DhcpOptions options = describe(options(DhcpType.ACK));
        String file = bootFile(question, options);
        DhcpMessage answer = question.answer(DhcpMessage.NONE, settings.server(), file, options);
        send(answer, question.client());
    }

    private void grant(DhcpMessage question, DhcpType type, Ipv4Address address) {
        DhcpOptions options = describe(options(type));
        int seconds = settings.leaseSeconds();
        options.putNumber(DhcpOption.LEASE_SECONDS, seconds);
        options.putNumber(DhcpOption.RENEW_SECONDS, seconds / RENEW_HALF);
        options.putNumber(DhcpOption.REBIND_SECONDS, (int) (seconds * 7L / 8));
        String file = bootFile(question, options);
        send(question.answer(address, settings.server(), file, options), question.client());
    }

    private DhcpOptions options(DhcpType type) {
        return new DhcpOptions()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()})
                .put(DhcpOption.SERVER, settings.server());
    }

    private DhcpOptions describe(DhcpOptions options) {
        options.putNumber(DhcpOption.SUBNET_MASK, settings.prefix() == 0 ? 0 : -1 << (32 - settings.prefix()));
        settings.router().ifPresent(router -> options.put(DhcpOption.ROUTER, router));
        ByteBuffer servers = ByteBuffer.allocate(settings.nameServers().size() * Integer.BYTES);
        settings.nameServers().forEach(server -> servers.putInt(server.bits()));
        if (servers.capacity() > 0) options.put(DhcpOption.NAME_SERVERS, servers.array());
        return options;
    }

    /** iPXE began as firmware and says so: it is told apart first, or it would load itself for ever. */
    private String bootFile(DhcpMessage question, DhcpOptions answer) {
        DhcpOptions asks = question.options();
        boolean ipxe = asks.has(DhcpOption.IPXE)
                || asks.text(DhcpOption.USER_CLASS).orElse("").contains(IPXE);
        boolean firmware = asks.text(DhcpOption.VENDOR_CLASS).orElse("").startsWith(FIRMWARE);
        Optional<String> file = ipxe ? settings.script() : firmware ? settings.program() : Optional.empty();
        file.ifPresent(name -> answer.put(DhcpOption.BOOT_FILE, name)
                .put(DhcpOption.NEXT_SERVER_NAME, settings.server().toString()));
        return file.orElse("");
    }

    private void send(DhcpMessage answer, Ipv4Address to) {
        byte[] bytes = answer.bytes();
        Peer client = to.equals(DhcpMessage.NONE)
                ? Peer.everybody(DhcpMessage.CLIENT_PORT)
                : new Peer(to, DhcpMessage.CLIENT_PORT);
        port.send(client, bytes, bytes.length);
    }

    /** How many clients it knows, those included whose time is over. */
    int clients() {
        return leases.size();
    }

    /** Gives the port back. */
    @Override
    public void close() {
        port.close();
    }
}
