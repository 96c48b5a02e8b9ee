package viridian.lab.service;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.MacAddress;

/**
 * Asks for an address and a program to start, as firmware does (RFC 2131 section 3.1; Preboot Execution Environment 2.1,
 * section 2.2): it takes the first offer, and asks a few times. Has no thread.
 */
public final class DhcpClient implements AutoCloseable {

    /** A ROM waits 4, 8, 16 and 32 seconds, for switches that learn for so long. Ours do not: our choice. */
    private static final long PATIENCE_NANOS = 250_000_000L;

    private static final int MOST_QUESTIONS = 4;
    private static final int PXE_OPTION = 93;
    private static final String PXE_CLIENT = "PXEClient:Arch:00000:UNDI:002001";

    private final MacAddress mac;
    private final int transaction;
    private final LongSupplier nanoTime;
    private final DatagramPort port;
    private Optional<DhcpMessage> offer = Optional.empty();
    private Optional<DhcpLease> lease = Optional.empty();
    private int questions;
    private long deadline;

    /**
     * Asks.
     *
     * @param transaction a number by which it knows its answers
     * @throws IOException if somebody on the host asks already
     */
    public DhcpClient(DatagramPorts ports, MacAddress mac, int transaction, LongSupplier nanoTime) throws IOException {
        this.mac = mac;
        this.transaction = transaction;
        this.nanoTime = nanoTime;
        this.port = ports.open(DhcpMessage.CLIENT_PORT, (from, bytes) -> arrive(bytes));
        ask();
    }

    private void ask() {
        questions++;
        deadline = nanoTime.getAsLong() + PATIENCE_NANOS;
        DhcpMessage question = DhcpMessage.question(transaction, mac);
        DhcpType type = offer.isPresent() ? DhcpType.REQUEST : DhcpType.DISCOVER;
        question.options()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()})
                .put(DhcpOption.VENDOR_CLASS, PXE_CLIENT)
                .put(PXE_OPTION, new byte[2]);
        offer.ifPresent(taken -> take(question, taken));
        byte[] bytes = question.bytes();
        port.send(Peer.everybody(DhcpMessage.SERVER_PORT), bytes, bytes.length);
    }

    private static void take(DhcpMessage question, DhcpMessage offer) {
        question.options().put(DhcpOption.REQUESTED_ADDRESS, offer.yours());
        offer.options()
                .address(DhcpOption.SERVER)
                .ifPresent(server -> question.options().put(DhcpOption.SERVER, server));
    }

    private void arrive(byte[] bytes) {
        DhcpMessage message = DhcpMessage.read(bytes).orElse(null);
        if (message == null || lease.isPresent() || !isAnswer(message)) return;
        switch (message.type().orElse(DhcpType.INFORM)) {
            case OFFER -> {
                if (offer.isEmpty() && Ipv4Address.isUnicast(message.yours().bits())) {
                    offer = Optional.of(message);
                    questions = 0;
                    ask();
                }
            }
            case ACK -> {
                if (offer.isPresent() && message.yours().equals(offer.get().yours()))
                    lease = Optional.of(DhcpLease.of(message));
            }
            case NAK -> offer = Optional.empty();
            default -> {
                // For servers.
            }
        }
    }

    private boolean isAnswer(DhcpMessage message) {
        return message.fromServer()
                && message.transaction() == transaction
                && message.mac().equals(mac);
    }

    /** Asks again what was not answered in time. */
    public void poll(long now) {
        if (now < deadline || hasEnded()) return;
        if (questions < MOST_QUESTIONS) ask();
        else deadline = Long.MAX_VALUE;
    }

    /** When {@link #poll} wants to be called next; {@link Long#MAX_VALUE} if it has ended. */
    public long deadline() {
        return hasEnded() ? Long.MAX_VALUE : deadline;
    }

    /** Whether it has an address, or asks no more. */
    public boolean hasEnded() {
        return lease.isPresent() || deadline == Long.MAX_VALUE;
    }

    /** What it was given; nothing if nobody has answered. */
    public Optional<DhcpLease> lease() {
        return lease;
    }

    @Override
    public void close() {
        port.close();
    }
}
