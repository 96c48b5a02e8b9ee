package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;

/** ICMP of a host (RFC 1122 section 3.2.2): answers echoes, hears of errors, and sends them. */
final class ControlMessages {

    // RFC 1812 section 4.3.2.3: as much of the packet as fits without the error exceeding 576 bytes.
    private static final int LONGEST_QUOTE_BYTES = 576 - Ipv4.HEADER_BYTES - Icmp.HEADER_BYTES;

    /** What every quote holds behind the IPv4 header (RFC 792). */
    private static final int QUOTED_PAYLOAD_BYTES = 8;

    private final StackCounters counters;
    private final Routes routes;
    private final Ipv4Output output;
    private final Pings pings;
    private final UdpSockets sockets;
    private final LongSupplier nanoTime;
    private final ErrorRate rate = new ErrorRate();

    ControlMessages(
            StackCounters counters,
            Routes routes,
            Ipv4Output output,
            Pings pings,
            UdpSockets sockets,
            LongSupplier nanoTime) {
        this.counters = counters;
        this.routes = routes;
        this.output = output;
        this.pings = pings;
        this.sockets = sockets;
        this.nanoTime = nanoTime;
    }

    void arrive(Ipv4Packet packet) {
        MemorySegment in = packet.memory();
        long at = packet.payloadAt();
        if (packet.payloadLength() < Icmp.HEADER_BYTES) {
            counters.drop(StackDrop.BAD_ICMP);
        } else if (!Icmp.checksumHolds(in, at, packet.payloadLength())) {
            counters.drop(StackDrop.BAD_ICMP_CHECKSUM);
        } else {
            switch (Icmp.type(in, at)) {
                case Icmp.ECHO_REQUEST -> echo(packet);
                case Icmp.ECHO_REPLY -> pings.arrive(packet);
                case Icmp.DESTINATION_UNREACHABLE -> unreachable(packet);
                default -> counters.drop(StackDrop.UNKNOWN_ICMP);
            }
        }
    }

    /** Tells the sender of a packet what is wrong with it, unless RFC 1122 section 3.2.2 forbids. */
    void refuse(Ipv4Packet packet, int type, int code) {
        Route back = routes.find(packet.source(), packet.on());
        if (back == null || packet.isForAll() || isError(packet) || !rate.allows(nanoTime.getAsLong())) {
            counters.drop(StackDrop.ERROR_WITHHELD);
            return;
        }
        int quote = Math.min(packet.totalLength(), LONGEST_QUOTE_BYTES);
        long at = Ipv4Output.PAYLOAD_AT;
        MemorySegment.copy(packet.memory(), packet.at(), output.memory(), at + Icmp.HEADER_BYTES, quote);
        Icmp.writeError(output.memory(), at, type, code, Icmp.HEADER_BYTES + quote);
        output.send(back, packet.source(), Icmp.PROTOCOL, Icmp.HEADER_BYTES + quote, false);
    }

    private void echo(Ipv4Packet packet) {
        Route back = routes.find(packet.source(), packet.on());
        if (packet.isForAll()) counters.drop(StackDrop.ECHO_TO_ALL);
        else if (back == null) counters.drop(StackDrop.NO_ROUTE);
        else reply(packet, back);
    }

    private void reply(Ipv4Packet packet, Route back) {
        MemorySegment in = packet.memory();
        long from = packet.payloadAt();
        long at = Ipv4Output.PAYLOAD_AT;
        int length = packet.payloadLength();
        MemorySegment.copy(in, from, output.memory(), at, length);
        Icmp.writeEcho(
                output.memory(), at, Icmp.ECHO_REPLY, Icmp.identifier(in, from), Icmp.sequence(in, from), length);
        output.send(back, packet.source(), Icmp.PROTOCOL, length, false);
    }

    /** Believes an error only if it quotes a packet that this host can have sent (RFC 5927 section 4). */
    private void unreachable(Ipv4Packet packet) {
        MemorySegment in = packet.memory();
        long quote = packet.payloadAt() + Icmp.HEADER_BYTES;
        int length = packet.payloadLength() - Icmp.HEADER_BYTES;
        if (!isQuote(packet.on(), in, quote, length)) {
            counters.drop(StackDrop.BAD_ICMP);
            return;
        }
        Ipv4Address who = Ipv4Address.of(packet.source());
        int code = Icmp.code(in, packet.payloadAt());
        int mtu = Icmp.nextHopMtu(in, packet.payloadAt());
        boolean known = switch (Ipv4.protocol(in, quote)) {
            case Icmp.PROTOCOL -> pings.refused(in, quote, code, mtu, who);
            case Udp.PROTOCOL -> sockets.refused(in, quote, code, who);
            default -> false;
        };
        if (!known) counters.drop(StackDrop.BAD_ICMP);
    }

    private static boolean isQuote(NetworkInterface on, MemorySegment in, long at, int length) {
        return Ipv4.isHeader(in, at, length)
                && length >= Ipv4.headerLength(in, at) + QUOTED_PAYLOAD_BYTES
                && Ipv4.fragmentOffset(in, at) == 0
                && Ipv4.source(in, at) == on.addressBits();
    }

    private static boolean isError(Ipv4Packet packet) {
        if (packet.protocol() != Icmp.PROTOCOL) return false;
        if (packet.payloadLength() == 0) return true;
        int type = Icmp.type(packet.memory(), packet.payloadAt());
        return type != Icmp.ECHO_REQUEST && type != Icmp.ECHO_REPLY;
    }
}
