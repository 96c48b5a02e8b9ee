package viridian.vswitch;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** A switch on a clock the test turns, and recording adapters in it. */
final class Workbench {

    static final long SECOND = 1_000_000_000L;
    static final MacAddress STRANGER = address(0xEE);

    long now;
    final VirtualSwitch vswitch;

    Workbench() {
        this(SwitchSettings.named("test"));
    }

    Workbench(SwitchSettings settings) {
        vswitch = new VirtualSwitch(settings, () -> now);
    }

    static MacAddress address(int number) {
        return MacAddress.of(0x0015_5D00_0000L + number);
    }

    static Frame frame(MacAddress from, MacAddress to) {
        return FrameBuilder.frame(from, to).build();
    }

    static Frame broadcast(MacAddress from) {
        return FrameBuilder.broadcast(from).build();
    }

    RecordingNic guest(String name, int number) {
        return plug(PortSettings.guest(name), number);
    }

    RecordingNic network(String name) {
        return plug(PortSettings.network(name), 0);
    }

    RecordingNic plug(PortSettings settings, int number) {
        RecordingNic nic = new RecordingNic(number == 0 ? MacAddress.NONE : address(number), 9014);
        vswitch.plug(settings, nic);
        return nic;
    }

    Port port(String name) {
        return vswitch.ports().stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    long droppedIncoming(String port, DropReason why) {
        return port(port).counters().droppedIncoming().frames(why);
    }

    long droppedOutgoing(String port, DropReason why) {
        return port(port).counters().droppedOutgoing().frames(why);
    }
}
