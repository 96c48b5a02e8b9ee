package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;

/** The UDP ports in use. A handful, so looking at each is quick. */
final class UdpSockets {

    private static final int FIRST_EPHEMERAL = 49_152; // RFC 6335 section 6
    private static final int LAST_PORT = 65_535;

    private final StackCounters counters;
    private final Routes routes;
    private final Ipv4Output output;
    private final List<UdpSocket> sockets = new ArrayList<>();
    private @Nullable UdpDatagram seat;

    UdpSockets(StackCounters counters, Routes routes, Ipv4Output output) {
        this.counters = counters;
        this.routes = routes;
        this.output = output;
    }

    /** @throws IllegalStateException if the port is in use, or all are */
    UdpSocket bind(int port) {
        if (port < 0 || port > LAST_PORT) throw new IllegalArgumentException("no UDP port: " + port);
        int chosen = port == 0 ? freePort() : port;
        if (at(chosen) != null) throw new IllegalStateException("UDP port " + chosen + " is in use");
        UdpSocket socket = new UdpSocket(this, chosen);
        sockets.add(socket);
        return socket;
    }

    void forget(UdpSocket socket) {
        sockets.remove(socket);
    }

    boolean send(int fromPort, int to, int toPort, MemorySegment memory, long at, int length) {
        Route route = routes.find(to);
        if (route != null) return send(route, fromPort, to, toPort, memory, at, length);
        counters.drop(StackDrop.NO_ROUTE);
        return false;
    }

    boolean broadcast(int fromPort, NetworkInterface on, int toPort, MemorySegment memory, long at, int length) {
        Route route = routes.find(Ipv4Address.LIMITED_BROADCAST, on);
        if (route == null) throw new IllegalArgumentException(on + " is no interface of this host");
        return send(route, fromPort, Ipv4Address.LIMITED_BROADCAST, toPort, memory, at, length);
    }

    /** Takes a datagram; false if nobody listens at its port. */
    boolean arrive(Ipv4Packet packet) {
        MemorySegment in = packet.memory();
        long at = packet.payloadAt();
        StackDrop refused = refuses(packet, in, at);
        if (refused != null) {
            counters.drop(refused);
            return true;
        }
        UdpSocket socket = at(Udp.destinationPort(in, at));
        if (socket == null) return false;
        if (seat == null) seat = new UdpDatagram(packet);
        socket.receive(seat.show(packet));
        return true;
    }

    /** Takes an error that quotes a datagram; false if it is about none of this host's ports. */
    boolean refused(MemorySegment in, long quote, int code, Ipv4Address who) {
        long at = quote + Ipv4.headerLength(in, quote);
        UdpSocket socket = at(Udp.sourcePort(in, at));
        if (socket == null) return false;
        socket.refused(Ipv4Address.of(Ipv4.destination(in, quote)), Udp.destinationPort(in, at), code, who);
        return true;
    }

    private boolean send(Route route, int fromPort, int to, int toPort, MemorySegment memory, long at, int length) {
        if (length > Udp.LONGEST_PAYLOAD_BYTES) {
            counters.drop(StackDrop.TOO_LONG);
            return false;
        }
        MemorySegment packet = output.memory();
        MemorySegment.copy(memory, at, packet, Ipv4Output.PAYLOAD_AT + (long) Udp.HEADER_BYTES, length);
        int whole = Udp.HEADER_BYTES + length;
        Udp.writeHeader(
                packet,
                Ipv4Output.PAYLOAD_AT,
                fromPort,
                toPort,
                whole,
                route.by().addressBits(),
                to);
        return output.send(route, to, Udp.PROTOCOL, whole, false).isUnderWay();
    }

    private static @Nullable StackDrop refuses(Ipv4Packet packet, MemorySegment in, long at) {
        if (!Udp.isWellFormed(in, at, packet.payloadLength())) return StackDrop.BAD_UDP;
        if (!Udp.checksumHolds(in, at, packet.source(), packet.destination())) return StackDrop.BAD_UDP_CHECKSUM;
        return null;
    }

    private @Nullable UdpSocket at(int port) {
        for (int i = 0; i < sockets.size(); i++) {
            UdpSocket socket = sockets.get(i);
            if (socket.port() == port) return socket;
        }
        return null;
    }

    private int freePort() {
        for (int port = FIRST_EPHEMERAL; port <= LAST_PORT; port++) {
            if (at(port) == null) return port;
        }
        throw new IllegalStateException("every ephemeral UDP port is in use");
    }
}
