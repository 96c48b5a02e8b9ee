package viridian.vswitch.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Clockwork;
import viridian.vswitch.Port;
import viridian.vswitch.PortHook;
import viridian.vswitch.PortSet;
import viridian.vswitch.PortSettings;
import viridian.vswitch.Role;
import viridian.vswitch.SwitchExtension;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.loop.rstp.BridgeSettings;
import viridian.vswitch.loop.rstp.BridgeStatus;
import viridian.vswitch.loop.rstp.PortStatus;

/**
 * Keeps frames from going round for ever: BPDUs by choice of the port, probes that find loops, and the spanning tree.
 *
 * <p>Threads that carry frames only leave word. What follows is done by one worker at a time, for it changes ports' states,
 * and that waits until the frames under way are delivered.
 */
public final class LoopControl implements SwitchExtension, Clockwork, AutoCloseable {

    private static final long PROBE_NANOS = 1_000_000_000L;

    private final VirtualSwitch vswitch;
    private final MacAddress address;
    private final long token;
    private final Executor worker;
    private final @Nullable SpanningTree tree;

    private final Map<Port, Seat> seats = new ConcurrentHashMap<>();
    private final Queue<Runnable> letters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unread = new AtomicInteger();
    private long nextProbe;

    // Planned under the switch's lock, for the hooks made right after.
    private PortSet passing = PortSet.NONE;
    private boolean probing;

    /**
     * @param address the switch's own, source of probes
     * @param bridge the spanning tree's settings, or null if the switch takes no part
     * @param hasLink whether a port's cable carries a signal; asked ten times a second
     * @param token a number no other switch has: drawn by lot
     * @param worker runs what follows from frames, never on the thread that carries them; one thread is enough
     */
    public LoopControl(
            VirtualSwitch vswitch,
            MacAddress address,
            @Nullable BridgeSettings bridge,
            Predicate<Port> hasLink,
            long token,
            Executor worker) {
        this.vswitch = vswitch;
        this.address = address;
        this.token = token;
        this.worker = worker;
        this.tree = bridge == null ? null : new SpanningTree(vswitch, bridge, hasLink);
        this.nextProbe = vswitch.now();
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public Kind kind() {
        return Kind.FORWARDING;
    }

    @Override
    public void plan(Map<Port, PortSettings> planned) {
        List<Port> passes = new ArrayList<>();
        probing = false;
        planned.forEach((port, settings) -> {
            LoopSettings loop = of(settings);
            if (loop.bpdus() == BpduChoice.PASS) passes.add(port);
            if (loop.probes()) probing = true;
        });
        passing = PortSet.of(passes);
    }

    @Override
    public @Nullable PortHook at(Port port, PortSettings settings, @Nullable PortHook before) {
        BpduChoice choice = of(settings).bpdus();
        if (choice == BpduChoice.RSTP && tree == null) {
            throw new IllegalArgumentException("port " + settings.name() + " cannot take part in the spanning tree: "
                    + vswitch.name() + " has none");
        }
        if (choice == BpduChoice.DROP && !probing) return null;
        return new LoopHook(this, seats.computeIfAbsent(port, Seat::new), choice, passing);
    }

    /** What holds where nothing is said: in a spanning tree the ports to other networks, and nowhere else. */
    private LoopSettings of(PortSettings settings) {
        LoopSettings said = settings.feature(LoopSettings.class);
        if (said != null) return said;
        boolean takesPart = tree != null && settings.role() == Role.NETWORK;
        return LoopSettings.of(takesPart ? BpduChoice.RSTP : BpduChoice.DROP);
    }

    long token() {
        return token;
    }

    /** Leaves word for the worker. */
    void post(Runnable letter) {
        letters.add(letter);
        if (unread.getAndIncrement() == 0) worker.execute(this::read);
    }

    /** One letter; whatever comes of it, the next is read. */
    private void read() {
        try {
            Runnable letter = letters.remove();
            synchronized (letters) {
                letter.run();
            }
        } finally {
            if (unread.decrementAndGet() > 0) worker.execute(this::read);
        }
    }

    @Override
    public void tick(long nowNanos) {
        post(() -> act(nowNanos));
    }

    private void act(long now) {
        settle(now);
        if (tree != null) tree.tick(now);
        if (now - nextProbe >= 0) {
            nextProbe = now + PROBE_NANOS;
            for (Port port : vswitch.ports()) probe(port);
        }
        for (Seat seat : seats.values()) {
            if (seat.mayRecover(now)) recover(seat);
        }
    }

    /** Brings the seats in line with the switch's ports and their settings; first who left, for another may sit there now. */
    private void settle(long now) {
        for (Seat seat : List.copyOf(seats.values())) {
            if (seat.port.isPlugged()) continue;
            takePart(seat, false, now);
            seats.remove(seat.port);
        }
        for (Port port : vswitch.ports()) {
            Seat seat = seats.computeIfAbsent(port, Seat::new);
            seat.settings = of(port.settings());
            takePart(seat, seat.settings.bpdus() == BpduChoice.RSTP, now);
            if (seat.stopped || (tree != null && tree.has(seat))) seat.apply();
        }
    }

    private void takePart(Seat seat, boolean should, long now) {
        if (tree == null || tree.has(seat) == should) return;
        if (should) tree.join(seat);
        else tree.leave(seat, now);
    }

    private void recover(Seat seat) {
        seat.recover();
        vswitch.events().publish(new LoopEvent.PortRecovered(seat.port.name()));
    }

    /** A port of a trunk without native VLAN probes the lowest of its VLANs. */
    private void probe(Port port) {
        Seat seat = seats.get(port);
        if (seat == null || !seat.settings.probes() || seat.isOff()) return;
        VlanMode vlan = port.settings().vlan();
        boolean bare = vlan.untagged() != VlanMode.NO_NATIVE;
        int tag = bare ? Frame.UNTAGGED : vlan.tagged().stream().min().orElse(Frame.UNTAGGED);
        port.emit(Probe.frame(address, seat.number(), token, tag));
    }

    // What the hooks leave word of.

    void hears(Seat seat, Frame bpdu) {
        if (tree != null) tree.arrive(seat, bpdu, vswitch.now());
    }

    void foundBridge(Seat seat) {
        if (!seat.port.isPlugged() || !seat.stop(vswitch.now())) return;
        vswitch.events().publish(new LoopEvent.BridgeFound(seat.port.name()));
    }

    /** Of the two ends of a loop the one plugged in later gives way; as long as the probe is heard, it stays so. */
    void foundLoop(int sender, Seat heard) {
        List<Port> ports = vswitch.ports();
        Seat sent = seats.values().stream()
                .filter(seat -> seat.number() == sender && ports.contains(seat.port))
                .findFirst()
                .orElse(heard);
        Seat later = ports.indexOf(sent.port) > ports.indexOf(heard.port) ? sent : heard;
        if (!later.port.isPlugged() || !later.stop(vswitch.now())) return;
        vswitch.events().publish(new LoopEvent.LoopFound(sent.port.name(), heard.port.name(), later.port.name()));
    }

    /** How things are now. Must not be called from a hook or a listener. */
    public LoopReport report() {
        synchronized (letters) {
            Map<String, PortStatus> ports = new LinkedHashMap<>();
            BridgeStatus status = tree == null ? null : tree.status();
            List<String> stopped = new ArrayList<>();
            for (Port port : vswitch.ports()) {
                Seat seat = seats.get(port);
                if (seat == null) continue;
                if (seat.stopped) stopped.add(port.name());
                if (status == null) continue;
                status.ports().stream()
                        .filter(some -> some.port() == seat.number())
                        .forEach(some -> ports.put(port.name(), some));
            }
            return new LoopReport(status, ports, stopped);
        }
    }

    /** Gives the spanning tree other settings while it runs. */
    public void change(BridgeSettings settings) {
        SpanningTree there = tree;
        if (there == null) throw new IllegalStateException(vswitch.name() + " has no spanning tree");
        post(() -> there.change(settings));
    }

    /** A port that was stopped takes part again, without waiting. */
    public void recover(Port port) {
        post(() -> {
            Seat seat = seats.get(port);
            if (seat != null && seat.stopped) recover(seat);
        });
    }

    /** Lets every port forward again that this has stopped. The switch no longer asks it. */
    @Override
    public void close() {
        vswitch.withdraw(this);
        post(() -> seats.values().forEach(this::release));
    }

    private void release(Seat seat) {
        if (!seat.port.isPlugged()) return;
        takePart(seat, false, vswitch.now());
        if (seat.stopped) seat.recover();
    }
}
