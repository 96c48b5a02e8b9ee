package viridian.vswitch;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;

/**
 * A learning switch that isolates: unicast reaches the port its destination is behind and no other.
 *
 * <p>It has no thread. Whoever brings a frame carries it to the adapters it goes to. All that can be set is one
 * {@link Configuration}, replaced as a whole; the frame path takes no lock, makes no objects, and shares no memory that two
 * threads write, except the address table. When a method that changes something returns, no frame is handled as before.
 */
public final class VirtualSwitch implements AutoCloseable {

    /** How many ports a switch can hold; our choice. */
    static final int SOCKETS = 1024;

    /** 01-80-C2-00-00-00 to -0F are for the bridge itself (IEEE 802.1Q table 8-1). */
    private static final long RESERVED = 0x0180_C200_0000L;

    private static final long RESERVED_MASK = 0xFFFF_FFFF_FFF0L;

    private final LongSupplier nanoTime;
    private final MacTable macs;
    private final SwitchEvents events = new SwitchEvents();
    private final Lanes lanes = new Lanes(this);

    /** Which port has which number; who holds a number finds the port in one step. */
    private final AtomicReferenceArray<@Nullable Port> sockets = new AtomicReferenceArray<>(SOCKETS);

    private volatile Configuration configuration;

    /** @param nanoTime a clock for the age of addresses, nanoseconds from any beginning */
    public VirtualSwitch(SwitchSettings settings, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.configuration =
                new Configuration(settings, new PortRules[0], new SwitchExtension[0], new FrameObserver[0]);
        this.macs = new MacTable(this, settings);
    }

    public String name() {
        return settings().name();
    }

    public SwitchSettings settings() {
        return configuration.settings;
    }

    public MacTable macs() {
        return macs;
    }

    public SwitchEvents events() {
        return events;
    }

    /** The ports, in the order they were plugged in. */
    public List<Port> ports() {
        return configuration.list();
    }

    /** The port of this name, or null. */
    public @Nullable Port port(String name) {
        for (Port port : ports()) {
            if (port.name().equals(name)) return port;
        }
        return null;
    }

    /** What the switch's clock shows, nanoseconds. */
    public long now() {
        return nanoTime.getAsLong();
    }

    int tick() {
        return MacTable.tick(now());
    }

    Configuration configuration() {
        return configuration;
    }

    Lanes lanes() {
        return lanes;
    }

    @Nullable
    Port portAt(int socket) {
        return sockets.get(socket);
    }

    // Changes: each makes a new configuration, shows it to all threads, and waits until none uses the old one.

    /**
     * Puts an adapter into a new port, and starts it. A guest's address is pinned to the port.
     *
     * @throws IllegalArgumentException if the port's name is taken, the guest has no address or one that is taken, or the
     *     settings contradict those of another port
     */
    public Port plug(PortSettings wanted, Nic nic) {
        Port port = seat(wanted, nic);
        events.publish(new SwitchEvent.PortPlugged(port.name()));
        nic.start(port);
        return port;
    }

    private synchronized Port seat(PortSettings wanted, Nic nic) {
        Port known = port(wanted.name());
        if (known != null) throw new IllegalArgumentException(known + " is there already");
        Port port = new Port(this, freeSocket(), nic, wanted);
        Draft draft = new Draft(configuration);
        draft.add(port, port.settings());
        sockets.set(port.socket(), port);
        try {
            apply(draft);
        } catch (RuntimeException refused) {
            sockets.set(port.socket(), null);
            throw refused;
        }
        return port;
    }

    private int freeSocket() {
        for (int socket = 0; socket < SOCKETS; socket++) {
            if (sockets.get(socket) == null) return socket;
        }
        throw new IllegalStateException(name() + " has no more than " + SOCKETS + " ports");
    }

    /** Gives a port other settings under the same name. */
    void change(Port port, PortSettings wanted) {
        synchronized (this) {
            PortRules known = plugged(port);
            PortSettings settings = port.completed(wanted);
            if (!port.name().equals(settings.name())) {
                throw new IllegalArgumentException(port + " keeps its name, it cannot become " + settings.name());
            }
            Draft draft = new Draft(configuration);
            draft.change(port, settings);
            apply(draft);
            if (!known.settings.vlan().equals(settings.vlan()) || known.settings.role() != settings.role()) {
                macs.flush(port);
            }
        }
        events.publish(new SwitchEvent.PortChanged(port.name()));
    }

    /** Lets a port take part in forwarding, or not. */
    void change(Port port, PortState state) {
        synchronized (this) {
            if (plugged(port).state == state) return;
            Draft draft = new Draft(configuration);
            draft.change(port, state);
            apply(draft);
            if (!state.learns()) macs.flush(port);
        }
        events.publish(new SwitchEvent.PortStateChanged(port.name(), state));
    }

    private PortRules plugged(Port port) {
        PortRules rules = configuration.of(port);
        if (rules == null) throw new IllegalStateException(port + " is not plugged in");
        return rules;
    }

    void unplug(Port port) {
        synchronized (this) {
            if (!port.isPlugged()) return;
            Draft draft = new Draft(configuration);
            draft.remove(port);
            apply(draft);
            macs.forget(port);
            sockets.set(port.socket(), null);
        }
        events.publish(new SwitchEvent.PortUnplugged(port.name()));
    }

    /**
     * Gives the switch other settings.
     *
     * @throws IllegalArgumentException if they rename it, or make it a hub or no hub, which it is from the beginning
     */
    public void change(SwitchSettings wanted) {
        synchronized (this) {
            if (!wanted.name().equals(name())) throw new IllegalArgumentException("a switch keeps its name");
            if (wanted.hub() != configuration.hub) {
                throw new IllegalArgumentException("whether a switch is a hub is decided when it is made");
            }
            Draft draft = new Draft(configuration);
            draft.change(wanted);
            apply(draft);
            macs.change(wanted, tick());
        }
        events.publish(new SwitchEvent.SwitchChanged(name()));
    }

    /** Gives the switch an extension; of its kind it is asked last. */
    public synchronized void extend(SwitchExtension extension) {
        Draft draft = new Draft(configuration);
        draft.add(extension);
        apply(draft);
    }

    /** Takes an extension away. */
    public synchronized void withdraw(SwitchExtension extension) {
        Draft draft = new Draft(configuration);
        draft.remove(extension);
        apply(draft);
    }

    /** An extension's own settings have changed: asks every extension again what it does at each port. */
    public synchronized void refresh() {
        apply(new Draft(configuration));
    }

    /** Shows every frame at every port to an observer. */
    public synchronized void observe(FrameObserver observer) {
        Draft draft = new Draft(configuration);
        draft.add(observer);
        apply(draft);
    }

    /** Ends what {@link #observe} began: when this returns, the observer is shown nothing any more. */
    public synchronized void unobserve(FrameObserver observer) {
        Draft draft = new Draft(configuration);
        draft.remove(observer);
        apply(draft);
    }

    private void apply(Draft draft) {
        Configuration before = configuration;
        Configuration after = draft.finished();
        macs.own(after.ownAddresses());
        configuration = after;
        lanes.awaitDelivery();
        if (!after.hasSameDomains(before)) macs.flush();
    }

    // Forwarding.

    /** One frame from an adapter. */
    void carry(Port port, Frame frame) {
        Lane lane = port.lane();
        Configuration setup = lane.enter();
        try {
            PortRules from = setup.of(port);
            if (from == null) lane.cameTooLate(setup, port, frame);
            else if (carryStraight(lane, setup, from, frame)) lane.receivedStraight(from, 1, frame.length());
            else forward(lane, setup, from, frame);
        } finally {
            lane.leave();
        }
    }

    /** A burst from an adapter, with what it will need from memory asked for ahead. */
    void carry(Port port, Frame[] frames, int count) {
        Lane lane = port.lane();
        Configuration setup = lane.enter();
        try {
            PortRules from = setup.of(port);
            if (from != null) carryBurst(lane, setup, from, frames, count);
            else for (int i = 0; i < count; i++) lane.cameTooLate(setup, port, frames[i]);
        } finally {
            lane.leave();
        }
    }

    private void carryBurst(Lane lane, Configuration setup, PortRules from, Frame[] frames, int count) {
        if (macs.isLarge()) lane.touch(macs, setup, from, frames, count);
        int straight = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            Frame frame = frames[i];
            if (carryStraight(lane, setup, from, frame)) {
                straight++;
                bytes += frame.length();
            } else {
                forward(lane, setup, from, frame);
            }
        }
        lane.receivedStraight(from, straight, bytes);
    }

    /**
     * The way of most frames: untagged, from one known station to another, between two ports where nothing else is to be asked.
     * It comes to the same as {@link #forward}, in four fifths of its time (docs/performance.md, "The straight way"); the test
     * against the model runs with it and without.
     *
     * @return whether the frame went this way; if not, nothing has happened
     */
    private boolean carryStraight(Lane lane, Configuration setup, PortRules from, Frame frame) {
        if (!setup.isUnwatched || !from.isPlain || frame.tag() != Frame.UNTAGGED || from.isTooLong(frame)) return false;
        long destination = frame.destination();
        long sourceAndType = frame.sourceAndType();
        if (Frame.isGroup(destination) || !from.admitsPlainly(sourceAndType)) return false;
        int vlan = setup.domain(from.untagged);
        int tick = lane.tick();
        if (!macs.isFresh(MacTable.key(vlan, sourceAndType >>> 16), from.socket, tick)) return false;
        int socket = macs.lookup(MacTable.key(vlan, destination), tick);
        PortRules to = socket == MacTable.UNKNOWN ? null : setup.at(socket);
        if (to == null || to == from || !to.isPlain || to.untagged != from.untagged) return false;
        if (to.isTooLong(frame) || to.isBeyond(frame)) return false;
        if (to.nic.accept(frame)) lane.sentStraight(to, frame.length());
        else lane.droppedOutgoing(setup, from, to.port, frame, DropReason.RESOURCES);
        return true;
    }

    /** Layer 2 in full, in the order it happens. */
    void forward(Lane lane, Configuration setup, PortRules from, Frame frame) {
        lane.lookAt(frame);
        lane.received(setup, from, frame);
        DropReason refused = from.refuses(frame, lane.sourceAndType());
        if (refused == null) {
            int asItCame = frame.tag();
            frame.retag(from.entering(asItCame)); // an access port gives its VLAN
            lane.admitted(from, frame);
            refused = decide(lane, setup, from, frame);
            frame.retag(asItCame);
        }
        if (refused != null) lane.droppedIncoming(setup, from.port, frame, refused);
    }

    /** What becomes of a frame that was let in. Why nobody got it, or null. */
    private @Nullable DropReason decide(Lane lane, Configuration setup, PortRules from, Frame frame) {
        lane.passage().begin(from);
        Verdict verdict = ingress(lane, from, frame);
        if (verdict.why() != null) return verdict.why();
        int vlan = setup.domain(frame.vlan());
        boolean reserved = isReserved(lane.destination());
        boolean learns = !setup.hub && !reserved && from.learns;
        if (learns && !lane.learn(macs, from, MacTable.key(vlan, lane.source()))) return DropReason.MAC_SPOOFING;
        if (verdict == Verdict.TAKEN) {
            lane.carried(setup, from, frame);
            return null;
        }
        if (from.refusal != null) return from.refusal;
        if (reserved && !setup.hub && !lane.passage().carriesReserved()) return DropReason.BRIDGE_RESERVED;
        if (setup.hub || Frame.isGroup(lane.destination())) return flood(lane, setup, from, frame, true);
        return unicast(lane, setup, from, frame, vlan);
    }

    private static boolean isReserved(long destination) {
        return (destination & RESERVED_MASK) == RESERVED;
    }

    /** A stranger's address is looked for outside, never among the guests: that is the isolation. */
    private @Nullable DropReason unicast(Lane lane, Configuration setup, PortRules from, Frame frame, int vlan) {
        int socket = lane.lookUp(macs, MacTable.key(vlan, lane.destination()));
        if (socket == MacTable.UNKNOWN) {
            lane.floods(from, frame);
            return flood(lane, setup, from, frame, false);
        }
        PortRules to = setup.at(socket);
        if (to == null || to == from) return DropReason.UNICAST_NO_DESTINATION;
        return send(lane, setup, from, to, frame);
    }

    /** To every other port of the VLAN, or to those that lead to further stations. Why there was none, or null. */
    private @Nullable DropReason flood(Lane lane, Configuration setup, PortRules from, Frame frame, boolean toGuests) {
        DropReason unreached =
                frame.isGroup() ? DropReason.BROADCAST_NO_DESTINATIONS : DropReason.UNICAST_NO_DESTINATION;
        boolean reached = false;
        for (PortRules to : setup.ports) {
            if (to == from || !(toGuests || to.leadsOutside) || !lane.passage().isMeantFor(to)) continue;
            DropReason apart = send(lane, setup, from, to, frame);
            if (apart == null) reached = true;
            else if (apart == DropReason.FAILED_PVLAN_SETTING) unreached = apart;
        }
        return reached ? null : unreached;
    }

    /**
     * Lets a frame leave by a port; the port counts what comes of it.
     *
     * @return null, or why the frame is not for this port
     */
    private @Nullable DropReason send(Lane lane, Configuration setup, PortRules from, PortRules to, Frame frame) {
        int inside = frame.tag();
        int outside = to.leaving(inside);
        if (outside == PortRules.NOT_CARRIED || !to.delivers || to.isApartFrom(from))
            return apart(setup, from, to, inside);
        lane.carried(setup, from, frame);
        Verdict verdict = egress(lane, to, frame);
        if (verdict == Verdict.TAKEN) return null;
        frame.retag(outside);
        DropReason refused = verdict.why();
        if (refused == null) refused = to.declines(frame);
        if (refused == null && !lane.deliver(to, frame)) refused = DropReason.RESOURCES;
        if (refused == null) lane.sent(setup, from, to, frame);
        else lane.droppedOutgoing(setup, from, to.port, frame, refused);
        frame.retag(inside);
        return null;
    }

    /** Why a frame is not for a port: it is kept apart from who is there, or simply not there. */
    private static DropReason apart(Configuration setup, PortRules from, PortRules to, int tag) {
        boolean isolated = to.isApartFrom(from) && to.leaving(tag) != PortRules.NOT_CARRIED;
        return to.delivers && (isolated || to.isPartOf(setup, tag))
                ? DropReason.FAILED_PVLAN_SETTING
                : DropReason.UNICAST_NO_DESTINATION;
    }

    private static Verdict ingress(Lane lane, PortRules from, Frame frame) {
        PortHook[] hooks = from.hooks;
        for (int i = 0; i < hooks.length; i++) {
            Verdict verdict = hooks[i].ingress(frame, lane.passage());
            lane.asked(from, i, verdict);
            if (verdict != Verdict.PASS) return verdict;
        }
        return Verdict.PASS;
    }

    private static Verdict egress(Lane lane, PortRules to, Frame frame) {
        PortHook[] hooks = to.hooks;
        if (hooks.length > 0) lane.passage().leave(to);
        for (int i = hooks.length - 1; i >= 0; i--) {
            Verdict verdict = hooks[i].egress(frame, lane.passage());
            lane.asked(to, i, verdict);
            if (verdict != Verdict.PASS) return verdict;
        }
        return Verdict.PASS;
    }

    /** A frame the switch itself sends out of a port, in the form it has on the port's wire. Whether it was taken. */
    boolean emit(Port port, Frame frame) {
        Lane lane = port.lane();
        Configuration setup = lane.enter();
        try {
            PortRules to = setup.of(port);
            if (to == null) return false;
            lane.lookAt(frame);
            DropReason refused = to.declines(frame);
            if (refused == null && !lane.deliver(to, frame)) refused = DropReason.RESOURCES;
            if (refused == null) lane.sent(setup, null, to, frame);
            else lane.droppedOutgoing(setup, null, port, frame, refused);
            return refused == null;
        } finally {
            lane.leave();
        }
    }

    /**
     * Tells what would happen to a frame that came in by a port now, stage by stage. The very code that forwards is run, on a
     * {@link Rehearsal} that changes, counts and sends nothing; so it does not see which address a full table would give up for
     * the frame's source.
     *
     * @throws IllegalStateException if the port is not plugged in
     */
    public List<Step> rehearse(Port port, Frame frame) {
        Rehearsal rehearsal = new Rehearsal(this);
        Configuration setup = rehearsal.enter();
        PortRules from = setup.of(port);
        if (from == null) throw new IllegalStateException(port + " is not plugged in");
        forward(rehearsal, setup, from, frame.copy());
        return rehearsal.steps();
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
