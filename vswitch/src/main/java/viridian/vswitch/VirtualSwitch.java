package viridian.vswitch;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;

/**
 * A learning switch that isolates: unicast reaches the port its destination is behind and no other.
 *
 * <p>It has no thread. Whoever brings a frame carries it to the adapters it goes to. Ports, extensions and observers
 * change by copy-on-write, so the frame path takes no lock of the switch's and makes no objects.
 */
public final class VirtualSwitch implements AutoCloseable {

    /** 01-80-C2-00-00-00 to -0F are for the bridge itself (IEEE 802.1Q table 8-1). */
    private static final long RESERVED = 0x0180_C200_0000L;

    private static final long RESERVED_MASK = 0xFFFF_FFFF_FFF0L;

    private final SwitchSettings settings;
    private final boolean hub;
    private final MacTable macs;

    /** Which port has which number; who holds a number finds the port in one step. */
    private final AtomicReferenceArray<@Nullable Port> sockets = new AtomicReferenceArray<>(Burst.SOCKETS);

    private volatile Port[] ports = {};
    private volatile SwitchExtension[] extensions = {};
    private volatile FrameObserver[] observers = {};

    /** @param nanoTime a clock for the age of addresses, nanoseconds from any beginning */
    public VirtualSwitch(SwitchSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.hub = settings.hub();
        this.macs = new MacTable(settings.ageingNanos(), settings.tableLimit(), nanoTime);
    }

    public String name() {
        return settings.name();
    }

    public SwitchSettings settings() {
        return settings;
    }

    public MacTable macs() {
        return macs;
    }

    /** The ports, in the order they were plugged in. */
    public List<Port> ports() {
        return List.of(ports);
    }

    /**
     * Puts an adapter into a new port, and starts it. A guest's address is pinned to the port.
     *
     * @throws IllegalArgumentException if the port's name is taken, or the guest has no address or one that is taken
     */
    public Port plug(PortSettings wanted, Nic nic) {
        Port port = seat(wanted, nic);
        nic.start(port);
        return port;
    }

    private synchronized Port seat(PortSettings wanted, Nic nic) {
        for (Port other : ports) {
            if (other.name().equals(wanted.name())) throw new IllegalArgumentException(other + " is there already");
        }
        Port port = new Port(this, freeSocket(), nic, wanted);
        pin(port, port.rules());
        sockets.set(port.socket(), port);
        ports = with(ports, port);
        return port;
    }

    private int freeSocket() {
        for (int socket = 0; socket < Burst.SOCKETS; socket++) {
            if (sockets.get(socket) == null) return socket;
        }
        throw new IllegalStateException(name() + " has no more than " + Burst.SOCKETS + " ports");
    }

    /** Pins a guest's address in every VLAN of its port. */
    private void pin(Port port, PortRules rules) {
        PortSettings guest = rules.settings();
        boolean pins = guest.role() == Role.GUEST && !hub;
        IntStream vlans = IntStream.concat(IntStream.of(guest.vlan().untagged()), guest.vlan().tagged().stream());
        int[] where =
                vlans.filter(vlan -> vlan != VlanMode.NO_NATIVE).distinct().toArray();
        macs.pin(pins ? where : new int[0], guest.address().bits(), port);
    }

    synchronized void change(Port port, PortRules rules) {
        if (!port.name().equals(rules.settings().name())) {
            throw new IllegalArgumentException(port + " keeps its name, it cannot become "
                    + rules.settings().name());
        }
        if (!port.isPlugged()) throw new IllegalStateException(port + " is not plugged in");
        pin(port, rules);
        port.rules(rules);
    }

    synchronized void unplug(Port port) {
        if (!port.isPlugged()) return;
        ports = Arrays.stream(ports).filter(other -> other != port).toArray(Port[]::new);
        port.close();
        macs.forget(port);
        sockets.set(port.socket(), null);
    }

    /** Gives the switch an extension; it is asked after those that are there. */
    public synchronized void extend(SwitchExtension extension) {
        extensions = with(extensions, extension);
    }

    /** Shows every frame at every port to an observer. */
    public synchronized void observe(FrameObserver observer) {
        observers = with(observers, observer);
    }

    private static <T> T[] with(T[] some, T more) {
        T[] all = Arrays.copyOf(some, some.length + 1);
        all[some.length] = more;
        return all;
    }

    /** Layer 2 in full, in the order it happens. */
    void forward(Port from, Frame frame) {
        received(from, frame);
        PortRules rules = from.rules();
        DropReason refused = from.isPlugged() ? rules.refuses(frame) : DropReason.DISCONNECTED;
        if (refused == null) {
            int asItCame = frame.tag();
            frame.retag(rules.entering(asItCame)); // an access port gives its VLAN
            refused = carry(from, frame);
            frame.retag(asItCame);
        }
        if (refused != null) droppedIncoming(from, frame, refused);
    }

    /** What becomes of a frame that was let in. Why nobody got it, or null. */
    private @Nullable DropReason carry(Port from, Frame frame) {
        if (!hub && !macs.learn(frame.vlan(), frame.source(), from)) return DropReason.MAC_SPOOFING;
        Verdict verdict = ingress(from, frame);
        if (verdict == Verdict.DROP) return DropReason.FILTERED;
        if (verdict == Verdict.TAKEN) return null;
        if (!hub && isReserved(frame.destination())) return DropReason.BRIDGE_RESERVED;
        boolean group = frame.isGroup();
        boolean reached = (hub || group) ? flood(from, frame, true) : unicast(from, frame);
        if (reached) return null;
        return group ? DropReason.BROADCAST_NO_DESTINATIONS : DropReason.UNICAST_NO_DESTINATION;
    }

    private static boolean isReserved(long destination) {
        return (destination & RESERVED_MASK) == RESERVED;
    }

    /** A stranger's address is looked for outside, never among the guests: that is the isolation. */
    private boolean unicast(Port from, Frame frame) {
        Port to = macs.lookup(frame.vlan(), frame.destination());
        if (to == null) return flood(from, frame, false);
        return to != from && send(from, to, frame);
    }

    /** To every other port of the VLAN, or to those that lead to further stations. Whether there was one. */
    private boolean flood(Port from, Frame frame, boolean toGuests) {
        boolean reached = false;
        for (Port to : ports) {
            boolean meant = toGuests || to.rules().leadsOutside();
            if (meant && to != from && send(from, to, frame)) reached = true;
        }
        return reached;
    }

    /** Lets a frame leave by a port, if the port is in the frame's VLAN. Whether it is; the port counts what comes of it. */
    private boolean send(Port from, Port to, Frame frame) {
        PortRules rules = to.rules();
        int inside = frame.tag();
        int outside = rules.leaving(inside);
        if (outside == PortRules.NOT_CARRIED) return false;
        Verdict verdict = egress(from, to, frame);
        if (verdict == Verdict.TAKEN) return true;
        frame.retag(outside);
        DropReason refused = rules.isTooLong(frame) ? DropReason.MTU_MISMATCH : null;
        if (refused == null) refused = verdict == Verdict.DROP ? DropReason.FILTERED : to.deliver(frame);
        if (refused == null) sent(from, to, frame);
        else droppedOutgoing(to, frame, refused);
        frame.retag(inside);
        return true;
    }

    private Verdict ingress(Port from, Frame frame) {
        for (SwitchExtension extension : extensions) {
            Verdict verdict = extension.ingress(from, frame);
            if (verdict == Verdict.TAKEN) from.counters().countTaken();
            if (verdict != Verdict.PASS) return verdict;
        }
        return Verdict.PASS;
    }

    private Verdict egress(Port from, Port to, Frame frame) {
        for (SwitchExtension extension : extensions) {
            Verdict verdict = extension.egress(from, to, frame);
            if (verdict == Verdict.TAKEN) to.counters().countTaken();
            if (verdict != Verdict.PASS) return verdict;
        }
        return Verdict.PASS;
    }

    private void received(Port at, Frame frame) {
        at.counters().received().count(frame);
        for (FrameObserver observer : observers) observer.received(at, frame);
    }

    private void sent(Port from, Port to, Frame frame) {
        from.burst().add(to.socket());
        to.counters().sent().count(frame);
        for (FrameObserver observer : observers) observer.sent(to, frame);
    }

    private void droppedIncoming(Port at, Frame frame, DropReason why) {
        at.counters().droppedIncoming().count(why);
        for (FrameObserver observer : observers) observer.dropped(at, frame, why);
    }

    private void droppedOutgoing(Port at, Frame frame, DropReason why) {
        at.counters().droppedOutgoing().count(why);
        for (FrameObserver observer : observers) observer.dropped(at, frame, why);
    }

    AtomicReferenceArray<@Nullable Port> sockets() {
        return sockets;
    }

    /** Ends the network: unplugs every port, and closes the adapter in it. */
    @Override
    public void close() {
        for (Port port : ports()) {
            port.unplug();
            port.nic().close();
        }
    }

    @Override
    public String toString() {
        return "switch " + name();
    }
}
