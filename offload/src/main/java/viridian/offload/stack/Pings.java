package viridian.offload.stack;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;

/** The echo requests a host waits for. Each has an identifier of its own, so equal sequence numbers do not meet. */
final class Pings {

    private static final int LETTERS = 23; // a to w, as the ping of the guests' system fills its data

    private final StackCounters counters;
    private final Routes routes;
    private final Ipv4Output output;
    private final LongSupplier nanoTime;
    private final List<PendingPing> pending = new ArrayList<>();
    private int identifier;

    Pings(StackCounters counters, Routes routes, Ipv4Output output, LongSupplier nanoTime, int firstIdentifier) {
        this.counters = counters;
        this.routes = routes;
        this.output = output;
        this.nanoTime = nanoTime;
        this.identifier = firstIdentifier;
    }

    void send(int to, PingRequest request, Consumer<PingOutcome> done) {
        Route route = routes.find(to);
        if (route == null) {
            counters.drop(StackDrop.NO_ROUTE);
            done.accept(new PingOutcome.NoRoute());
            return;
        }
        identifier = identifier + 1 & 0xFFFF;
        if (send(route, to, request) == Sent.TOO_LONG) {
            done.accept(new PingOutcome.TooBig(route.by().mtu()));
            return;
        }
        long now = nanoTime.getAsLong();
        long deadline = now + request.timeoutNanos();
        pending.add(new PendingPing(to, route, identifier, request.sequence(), request.size(), now, deadline, done));
    }

    /** Takes an echo reply. */
    void arrive(Ipv4Packet packet) {
        MemorySegment in = packet.memory();
        long at = packet.payloadAt();
        PendingPing ping = find(packet.source(), Icmp.identifier(in, at), Icmp.sequence(in, at));
        if (ping == null || !hasData(in, at, packet.payloadLength(), ping.size())) {
            counters.drop(StackDrop.UNEXPECTED_REPLY);
            return;
        }
        end(ping, new PingOutcome.Reply(nanoTime.getAsLong() - ping.sentAt(), ping.size()));
    }

    /**
     * Takes an error.
     *
     * @param quote where the header of the quoted packet begins
     * @return false if it is about no ping
     */
    boolean refused(MemorySegment in, long quote, int code, int mtu, Ipv4Address who) {
        long echo = quote + Ipv4.headerLength(in, quote);
        if (Icmp.type(in, echo) != Icmp.ECHO_REQUEST) return false;
        PendingPing ping = find(Ipv4.destination(in, quote), Icmp.identifier(in, echo), Icmp.sequence(in, echo));
        if (ping == null) return false;
        boolean tooBig = code == Icmp.FRAGMENTATION_NEEDED;
        end(ping, tooBig ? new PingOutcome.TooBig(mtu) : new PingOutcome.Unreachable(code, who));
        return true;
    }

    /** Nobody on that link answers for the address. */
    void lost(NetworkInterface on, int nextHop) {
        endAll(ping -> isBy(ping, on, nextHop), new PingOutcome.NoNeighbour());
    }

    void poll(long now) {
        endAll(ping -> ping.deadline() <= now && isSought(ping), new PingOutcome.NoNeighbour());
        endAll(ping -> ping.deadline() <= now, new PingOutcome.Timeout());
    }

    long deadline() {
        long soonest = Long.MAX_VALUE;
        for (PendingPing ping : pending) soonest = Math.min(soonest, ping.deadline());
        return soonest;
    }

    private Sent send(Route route, int to, PingRequest request) {
        MemorySegment memory = output.memory();
        long data = Ipv4Output.PAYLOAD_AT + (long) Icmp.HEADER_BYTES;
        for (int i = 0; i < request.size(); i++) memory.set(JAVA_BYTE, data + i, letter(i));
        int length = Icmp.HEADER_BYTES + request.size();
        Icmp.writeEcho(memory, Ipv4Output.PAYLOAD_AT, Icmp.ECHO_REQUEST, identifier, request.sequence(), length);
        return output.send(route, to, Icmp.PROTOCOL, length, request.dontFragment());
    }

    private @Nullable PendingPing find(int address, int identifier, int sequence) {
        for (PendingPing ping : pending) {
            if (ping.isAbout(address, identifier, sequence)) return ping;
        }
        return null;
    }

    private void end(PendingPing ping, PingOutcome outcome) {
        pending.remove(ping);
        ping.done().accept(outcome);
    }

    // Taken out first and told afterwards: who is told may ping again.
    private void endAll(Predicate<PendingPing> those, PingOutcome outcome) {
        List<PendingPing> ended = pending.stream().filter(those).toList();
        pending.removeAll(ended);
        for (PendingPing ping : ended) ping.done().accept(outcome);
    }

    private static boolean isBy(PendingPing ping, NetworkInterface on, int nextHop) {
        return ping.route().by() == on && ping.route().nextHop(ping.to()) == nextHop;
    }

    private static boolean isSought(PendingPing ping) {
        return ping.route().by().neighbours().isSought(ping.route().nextHop(ping.to()));
    }

    private static boolean hasData(MemorySegment in, long at, int length, int size) {
        if (length != Icmp.HEADER_BYTES + size) return false;
        for (int i = 0; i < size; i++) {
            if (in.get(JAVA_BYTE, at + Icmp.HEADER_BYTES + i) != letter(i)) return false;
        }
        return true;
    }

    private static byte letter(int i) {
        return (byte) ('a' + i % LETTERS);
    }
}
