package viridian.vswitch.loop.rstp;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import viridian.vswitch.frame.Frame;

/**
 * A bridge that speaks the rapid spanning tree protocol (IEEE 802.1D-2004 clause 17). It has no thread and no clock: frames
 * and time are brought to it, by one thread at a time. Each port begins discarding, with its link down.
 */
public final class Bridge {

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** The most a port's number can be in 12 bits (section 9.2.7). */
    public static final int MOST_PORTS = 4095;

    private final Effects effects;
    private final Map<Integer, BridgePort> ports = new TreeMap<>();
    private final RoleSelection selection = new RoleSelection(this);
    private BridgeSettings settings;
    private PriorityVector rootPriority;
    private Times rootTimes;
    private int rootPort;
    private long secondBegan;
    private long now;

    /** @param now from where the seconds are counted, nanoseconds from any beginning */
    public Bridge(BridgeSettings settings, Effects effects, long now) {
        this.settings = settings;
        this.effects = effects;
        this.rootPriority = ownPriority(0);
        this.rootTimes = settings.times();
        this.secondBegan = now;
        this.now = now;
    }

    /**
     * Another port, its link down.
     *
     * @param number 1 to 4095
     * @throws IllegalArgumentException if there is one of that number, or none can have it
     */
    public void add(int number, LinkSettings link) {
        if (number < 1 || number > MOST_PORTS) throw new IllegalArgumentException("no port has number " + number);
        if (ports.containsKey(number)) throw new IllegalArgumentException("there is a port " + number);
        ports.put(number, new BridgePort(this, number, link));
        settle();
    }

    /** Takes a port away, as when its link fails. */
    public void remove(int number, long now) {
        link(number, false, now);
        ports.remove(number);
    }

    public boolean has(int number) {
        return ports.containsKey(number);
    }

    /** The link of a port came up, or went down. */
    public void link(int number, boolean up, long now) {
        BridgePort port = port(number);
        this.now = now;
        if (port.portEnabled == up) return;
        port.portEnabled = up;
        settle();
    }

    /** Other settings for a port: it begins anew as if its link had failed, unless only cost or priority differ. */
    public void change(int number, LinkSettings link, long now) {
        BridgePort port = port(number);
        LinkSettings before = port.settings;
        if (before.equals(link)) return;
        boolean sameLink =
                before.withCost(link.cost()).withPriority(link.priority()).equals(link);
        boolean up = port.portEnabled;
        if (!sameLink) link(number, false, now);
        port.settings = link;
        port.reselect();
        settle();
        link(number, up, now);
    }

    /** Other settings for the bridge; a change of the protocol version reaches a port with its next link. */
    public void change(BridgeSettings changed) {
        settings = changed;
        ports.values().forEach(BridgePort::reselect);
        settle();
    }

    /** A frame to the bridge group address came in by a port; if the port was taken out meanwhile, nothing happens. */
    public void arrive(int number, Frame frame, long now) {
        BridgePort port = ports.get(number);
        if (port == null) return;
        this.now = now;
        Bpdu bpdu = Bpdu.read(frame);
        if (bpdu == null || isEchoOf(port, bpdu)) {
            port.ignored++;
            return;
        }
        port.heard++;
        port.arrived = bpdu;
        port.rcvdBpdu = true;
        settle();
    }

    /** Whether a port hears itself (section 9.3.4). */
    private boolean isEchoOf(BridgePort port, Bpdu bpdu) {
        PriorityVector said = switch (bpdu) {
            case Bpdu.Configuration configuration -> configuration.priority();
            case Bpdu.Rapid rapid -> rapid.priority();
            case Bpdu.TopologyChangeNotification ignored -> null;
        };
        return said != null && said.bridge().equals(id()) && said.port() == port.portId();
    }

    /** Time has passed: does what is due by now. */
    public void tick(long now) {
        this.now = now;
        while (now - secondBegan >= SECOND_NANOS) {
            secondBegan += SECOND_NANOS;
            for (BridgePort port : ports.values()) port.timers.second();
            settle();
        }
        settle();
    }

    /** Lets the machines move until none can; what is to be said is said when all else is decided. */
    private void settle() {
        boolean moved = true;
        while (moved) {
            moved = selection.step();
            for (BridgePort port : ports.values()) moved |= port.step();
            if (!moved) moved = transmit();
        }
    }

    private boolean transmit() {
        boolean sent = false;
        for (BridgePort port : ports.values()) sent |= port.transmit();
        return sent;
    }

    public BridgeStatus status() {
        return new BridgeStatus(
                id(),
                rootPriority.root(),
                rootPriority.cost(),
                rootPort,
                rootTimes,
                ports.values().stream().map(BridgePort::status).toList());
    }

    public BridgeId id() {
        return settings.id();
    }

    BridgeSettings settings() {
        return settings;
    }

    Effects effects() {
        return effects;
    }

    Collection<BridgePort> ports() {
        return ports.values();
    }

    /** What this bridge would say as the root (section 17.18.6). */
    PriorityVector ownPriority(int portId) {
        return new PriorityVector(id(), 0, id(), portId);
    }

    PriorityVector rootPriority() {
        return rootPriority;
    }

    Times rootTimes() {
        return rootTimes;
    }

    /** The moment of what is being dealt with, nanoseconds. */
    long now() {
        return now;
    }

    int rootPort() {
        return rootPort;
    }

    void root(PriorityVector priority, Times times, int port) {
        boolean changed = !priority.root().equals(rootPriority.root());
        rootPriority = priority;
        rootTimes = times;
        rootPort = port;
        if (changed) effects.rootChanged(priority.root());
    }

    boolean isRapid() {
        return settings.rapid();
    }

    /** Whether every port has taken its role, and none but the root port could close a loop (section 17.20.3). */
    boolean allSynced() {
        for (BridgePort port : ports.values()) {
            boolean done = port.isSettled() && port.role == port.selectedRole;
            if (!done || !(port.synced || port.isRoot())) return false;
        }
        return true;
    }

    /** Whether no port but this was a root port lately (section 17.20.10, reRooted). */
    boolean nobodyElseWasRoot(BridgePort root) {
        for (BridgePort port : ports.values()) {
            if (port != root && port.timers.rrWhile != 0) return false;
        }
        return true;
    }

    private BridgePort port(int number) {
        BridgePort port = ports.get(number);
        if (port == null) throw new IllegalArgumentException("there is no port " + number);
        return port;
    }
}
