package viridian.tools.live;

import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** A switch in memory with something to report: a guest that spoke, a network that answered, one frame refused. */
final class Desk {

    static final MacAddress GUEST = MacAddress.parse("00-15-5D-00-00-01");
    static final MacAddress STATION = MacAddress.parse("00-15-5D-00-00-02");

    private static final long START = 7_000_000_000L;

    long now = START;
    final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("switch"), () -> now);

    Desk() {
        RecordingNic guest = new RecordingNic(GUEST);
        RecordingNic network = new RecordingNic(MacAddress.NONE, 9014);
        vswitch.plug(PortSettings.guest("web").withVlan(new VlanMode.Access(10)), guest);
        vswitch.plug(
                PortSettings.network("uplink").withVlan(new VlanMode.Access(10)).withMaxFrame(20_000), network);
        guest.says(FrameBuilder.broadcast(GUEST).build());
        network.says(frame(STATION, GUEST));
        guest.says(frame(GUEST, STATION));
        guest.says(frame(STATION, GUEST));
    }

    private static Frame frame(MacAddress source, MacAddress destination) {
        return FrameBuilder.frame(source, destination).length(100).build();
    }
}
