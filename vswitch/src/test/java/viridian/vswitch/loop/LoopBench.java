package viridian.vswitch.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.DropReason;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.loop.rstp.BridgeSettings;
import viridian.vswitch.nic.RecordingNic;

/** A switch with loop control, on a clock the test turns; the worker works when the test says so. */
final class LoopBench {

    static final long SECOND = 1_000_000_000L;
    static final MacAddress OWN = MacAddress.parse("02-00-00-00-00-01");
    static final MacAddress STATION = MacAddress.parse("00-15-5D-00-00-07");

    final Queue<Runnable> work = new ArrayDeque<>();
    final List<SwitchEvent> events = new ArrayList<>();
    final Set<Port> cut = new HashSet<>();
    final VirtualSwitch vswitch;
    final LoopControl control;
    private long now;

    LoopBench(@Nullable BridgeSettings bridge) {
        vswitch = new VirtualSwitch(SwitchSettings.named("s"), () -> now);
        control = new LoopControl(vswitch, OWN, bridge, port -> !cut.contains(port), 77, work::add);
        vswitch.extend(control);
        vswitch.events().listen(events::add);
    }

    RecordingNic network(String name, LoopSettings loop) {
        return plug(PortSettings.network(name).with(loop));
    }

    RecordingNic plug(PortSettings settings) {
        RecordingNic nic = new RecordingNic(MacAddress.NONE);
        vswitch.plug(settings, nic);
        return nic;
    }

    Port port(String name) {
        return Objects.requireNonNull(vswitch.port(name));
    }

    void hears(RecordingNic nic, Frame frame) {
        nic.says(frame);
        work();
    }

    void work() {
        while (!work.isEmpty()) work.remove().run();
    }

    /** Lets time pass, told ten times a second. */
    void pass(int seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            now += SECOND / 10;
            control.tick(now);
            work();
        }
    }

    <T extends SwitchEvent> List<T> events(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    long dropped(String port, DropReason why) {
        return port(port).counters().droppedIncoming().frames(why);
    }

    static Frame broadcast() {
        return FrameBuilder.broadcast(STATION).build();
    }

    static List<Frame> to(RecordingNic nic, MacAddress destination) {
        return nic.takeHeard().stream()
                .filter(frame -> frame.destination() == destination.bits())
                .toList();
    }
}
