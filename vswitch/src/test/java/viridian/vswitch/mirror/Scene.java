package viridian.vswitch.mirror;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/**
 * A switch with guests alice and bob, carol and dave in VLAN 10, a wire without VLANs and a trunk with 10 and 20, and
 * two ports somebody may watch at.
 */
final class Scene {

    static final MacAddress STRANGER = MacAddress.parse("00-15-5D-00-00-EE");

    long now;
    final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), () -> now);
    final Mirrors mirrors = Mirrors.on(vswitch);
    private final Map<String, RecordingNic> nics = new LinkedHashMap<>();

    final RecordingNic alice = plug(PortSettings.guest("alice"), 1);
    final RecordingNic bob = plug(PortSettings.guest("bob"), 2);
    final RecordingNic carol = plug(PortSettings.guest("carol").withVlan(new VlanMode.Access(10)), 3);
    final RecordingNic dave = plug(PortSettings.guest("dave").withVlan(new VlanMode.Access(10)), 4);
    final RecordingNic wire = plug(PortSettings.network("wire"), 0);
    final RecordingNic trunk =
            plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(10, 20), VlanMode.NO_NATIVE)), 0);
    final RecordingNic watcher = plug(PortSettings.network("watcher"), 0);
    final RecordingNic other = plug(PortSettings.network("other"), 0);

    RecordingNic plug(PortSettings settings, int number) {
        MacAddress address = number == 0 ? MacAddress.NONE : address(number);
        RecordingNic nic = new RecordingNic(address);
        vswitch.plug(settings, nic);
        nics.put(settings.name(), nic);
        return nic;
    }

    static MacAddress address(int number) {
        return MacAddress.of(0x0015_5D00_0000L + number);
    }

    Port port(String name) {
        return Objects.requireNonNull(vswitch.port(name));
    }

    RecordingNic nic(String name) {
        return Objects.requireNonNull(nics.get(name));
    }

    /** What an adapter heard since it was last asked, a line for each frame. */
    static List<String> heard(RecordingNic nic) {
        return nic.takeHeard().stream().map(Frame::toString).toList();
    }
}
