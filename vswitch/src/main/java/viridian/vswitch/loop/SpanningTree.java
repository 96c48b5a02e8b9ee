package viridian.vswitch.loop;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import viridian.vswitch.Port;
import viridian.vswitch.PortState;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.loop.rstp.Bpdu;
import viridian.vswitch.loop.rstp.Bridge;
import viridian.vswitch.loop.rstp.BridgeId;
import viridian.vswitch.loop.rstp.BridgeSettings;
import viridian.vswitch.loop.rstp.BridgeStatus;
import viridian.vswitch.loop.rstp.Effects;
import viridian.vswitch.loop.rstp.PortRole;

/** The switch as a bridge of the spanning tree: does with its ports what the protocol says. */
final class SpanningTree implements Effects {

    private final VirtualSwitch vswitch;
    private final MacAddress address;
    private final Predicate<Port> hasLink;
    private final Bridge bridge;
    private final Map<Integer, Seat> seats = new TreeMap<>();

    SpanningTree(VirtualSwitch vswitch, BridgeSettings settings, Predicate<Port> hasLink) {
        this.vswitch = vswitch;
        this.address = settings.address();
        this.hasLink = hasLink;
        this.bridge = new Bridge(settings, this, vswitch.now());
    }

    boolean has(Seat seat) {
        return seats.get(seat.number()) == seat;
    }

    /** The port takes part from now on. */
    void join(Seat seat) {
        seats.put(seat.number(), seat);
        bridge.add(seat.number(), seat.settings.link());
        seat.ready(true);
    }

    /** The port no longer takes part; it forwards if nothing else stops it. */
    void leave(Seat seat, long now) {
        seats.remove(seat.number());
        bridge.remove(seat.number(), now);
        seat.ready(false);
        seat.tree = PortState.FORWARDING;
        seat.apply();
    }

    void change(BridgeSettings settings) {
        bridge.change(settings);
    }

    void arrive(Seat seat, Frame frame, long now) {
        if (has(seat)) bridge.arrive(seat.number(), frame, now);
    }

    void tick(long now) {
        for (Seat seat : seats.values()) {
            bridge.change(seat.number(), seat.settings.link(), now);
            bridge.link(seat.number(), !seat.stopped && !seat.isOff() && hasLink.test(seat.port), now);
        }
        bridge.tick(now);
    }

    BridgeStatus status() {
        return bridge.status();
    }

    @Override
    public void send(int port, Bpdu bpdu) {
        Seat seat = seats.get(port);
        if (seat != null) seat.port.emit(bpdu.frame(address));
    }

    @Override
    public void state(int port, PortState state) {
        Seat seat = seats.get(port);
        if (seat == null) return;
        seat.tree = state;
        seat.apply();
    }

    @Override
    public void flush(int port) {
        Seat seat = seats.get(port);
        if (seat != null) vswitch.macs().flush(seat.port);
    }

    @Override
    public void roleChanged(int port, PortRole role) {
        Seat seat = seats.get(port);
        if (seat != null) vswitch.events().publish(new LoopEvent.RoleChanged(seat.port.name(), role));
    }

    @Override
    public void topologyChanged(int port) {
        Seat seat = seats.get(port);
        if (seat != null) vswitch.events().publish(new LoopEvent.TopologyChanged(seat.port.name()));
    }

    @Override
    public void rootChanged(BridgeId root) {
        vswitch.events().publish(new LoopEvent.RootChanged(root.toString()));
    }
}
