package viridian.vswitch.loop.rstp;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import viridian.vswitch.PortState;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * Bridges joined by cables, on a clock of their own. Whenever a port changes its state, it is looked whether forwarding
 * ports close a loop; that must never be.
 */
final class BridgeNetwork {

    static final long MILLISECOND = 1_000_000L;
    static final long SECOND = 1000 * MILLISECOND;

    /** How often a bridge is told the time. */
    private static final long TICK = 100 * MILLISECOND;

    private final List<Station> bridges = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long order;

    /** Somebody lies: loops are not the bridges' fault. */
    boolean hasLiar;

    private long now;

    /** Something that happens at a moment. */
    private record Due(long at, long order, Runnable what) {}

    /** A bridge and where its ports lead. */
    static final class Station implements Effects {

        private final BridgeNetwork network;
        final int index;
        private final boolean rapid;
        final Bridge bridge;
        final Map<Integer, PortState> states = new TreeMap<>();
        final Map<Integer, Wire> wires = new TreeMap<>();
        final List<Integer> flushed = new ArrayList<>();
        int changes;
        private int lastPort;

        Station(BridgeNetwork network, int index, BridgeSettings settings) {
            this.network = network;
            this.index = index;
            this.rapid = settings.rapid();
            this.bridge = new Bridge(settings, this, network.now);
        }

        /** A bridge of 802.1D-1998 does not know the rapid protocol's messages, and ignores them. */
        private void hear(int port, Frame frame) {
            if (rapid || !(Bpdu.read(frame) instanceof Bpdu.Rapid)) bridge.arrive(port, frame, network.now);
        }

        @Override
        public void send(int port, Bpdu bpdu) {
            Wire wire = wires.get(port);
            if (wire != null) wire.carry(this, port, bpdu.frame(MacAddress.of(0x0200_0000_0000L + index)));
        }

        @Override
        public void state(int port, PortState state) {
            states.put(port, state);
            network.checkForLoops();
        }

        @Override
        public void flush(int port) {
            flushed.add(port);
        }

        @Override
        public void roleChanged(int port, PortRole role) {}

        @Override
        public void topologyChanged(int port) {
            changes++;
        }

        @Override
        public void rootChanged(BridgeId root) {}

        boolean forwards(int port) {
            return states.get(port) == PortState.FORWARDING;
        }

        PortStatus status(int port) {
            return bridge.status().ports().stream()
                    .filter(status -> status.port() == port)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A cable between two ports, perhaps of the same bridge. Frames arrive in order, some time after they were sent. */
    final class Wire {
        final Station left;
        final int leftPort;
        final Station right;
        final int rightPort;
        final long delay;
        boolean up;

        /** Whether frames get lost in it and neither end notices. */
        boolean silent;

        private int epoch;

        Wire(Station left, int leftPort, Station right, int rightPort, long delay) {
            this.left = left;
            this.leftPort = leftPort;
            this.right = right;
            this.rightPort = rightPort;
            this.delay = delay;
        }

        void carry(Station from, int port, Frame frame) {
            if (!up || silent) return;
            boolean toRight = from == left && port == leftPort;
            Station to = toRight ? right : left;
            int toPort = toRight ? rightPort : leftPort;
            int sentIn = epoch;
            after(delay, () -> {
                if (up && epoch == sentIn) to.hear(toPort, frame);
            });
        }

        /** What is under way is lost when the cable is cut; both ends notice at once, one after the other. */
        void up(boolean on) {
            if (up == on) return;
            up = on;
            epoch++;
            left.bridge.link(leftPort, on, now);
            right.bridge.link(rightPort, on, now);
        }

        boolean carriesFrames() {
            return up && left.forwards(leftPort) && right.forwards(rightPort);
        }
    }

    long now() {
        return now;
    }

    List<Station> bridges() {
        return bridges;
    }

    List<Wire> wires() {
        return wires;
    }

    /** A bridge whose first tick comes after some part of a second. */
    Station bridge(BridgeSettings settings, long phase) {
        Station station = new Station(this, bridges.size(), settings);
        bridges.add(station);
        after(phase, () -> keepTicking(station));
        return station;
    }

    private void keepTicking(Station station) {
        station.bridge.tick(now);
        after(TICK, () -> keepTicking(station));
    }

    /** A cable between two bridges, not yet plugged in. */
    Wire wire(Station left, LinkSettings leftLink, Station right, LinkSettings rightLink, long delay) {
        int leftPort = port(left, leftLink);
        int rightPort = port(right, rightLink);
        Wire wire = new Wire(left, leftPort, right, rightPort, delay);
        left.wires.put(leftPort, wire);
        right.wires.put(rightPort, wire);
        wires.add(wire);
        return wire;
    }

    /** A port without a cable. */
    int port(Station station, LinkSettings link) {
        station.bridge.add(++station.lastPort, link);
        return station.lastPort;
    }

    void after(long nanos, Runnable what) {
        agenda.add(new Due(now + nanos, order++, what));
    }

    /** Lets time pass, and everything happen that is due. */
    void run(long nanos) {
        long end = now + nanos;
        while (!agenda.isEmpty() && agenda.element().at <= end) step();
        now = end;
    }

    private void step() {
        Due due = agenda.remove();
        now = due.at;
        due.what.run();
    }

    /** Lets time pass until something is so, at most this long. How long it took, or -1. */
    long runUntil(BooleanSupplier reached, long atMost) {
        long began = now;
        while (now - began <= atMost) {
            if (reached.getAsBoolean()) return now - began;
            step();
        }
        return -1;
    }

    /** The cables that carry frames. */
    Set<Wire> carrying() {
        return wires.stream().filter(Wire::carriesFrames).collect(Collectors.toSet());
    }

    /** A frame can go round if cables that forward at both ends join what is joined already. */
    private void checkForLoops() {
        if (hasLiar) return;
        int[] group = new int[bridges.size() + 1];
        for (int i = 0; i < group.length; i++) group[i] = i;
        for (Wire wire : wires) {
            if (!wire.carriesFrames()) continue;
            int left = find(group, wire.left.index);
            int right = find(group, wire.right.index);
            assertFalse(left == right, () -> "a loop at %.3f s".formatted(now / 1e9));
            group[left] = right;
        }
    }

    private static int find(int[] group, int of) {
        int at = of;
        while (group[at] != at) at = group[at];
        return at;
    }
}
