package viridian.vswitch.acl;

import java.util.List;
import viridian.vswitch.DropReason;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.Step;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** A guest with an access list on a switch with one wire, and a clock the test turns. */
final class AclBench {

    static final long SECOND = 1_000_000_000L;

    long now;
    final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("test"), () -> now);
    final AccessControl acl = new AccessControl(() -> 4711);
    final RecordingNic guest = new RecordingNic(MacAddress.NONE);
    final RecordingNic wire = new RecordingNic(MacAddress.NONE);
    final Port port;

    AclBench(AccessList list) {
        vswitch.extend(acl);
        // A network port, so that a guest of any address may stand behind it.
        port = vswitch.plug(PortSettings.network("guest").with(list), guest);
        vswitch.plug(PortSettings.network("wire"), wire);
    }

    AclBench(String... rules) {
        this(AccessList.parse(String.join("\n", rules)));
    }

    void rules(String... rules) {
        port.change(port.settings().with(AccessList.parse(String.join("\n", rules))));
    }

    /** Whether what the guest says gets out. */
    boolean out(Frame frame) {
        vswitch.macs().flush();
        guest.says(frame);
        return !wire.takeHeard().isEmpty();
    }

    /** Whether what is said on the wire gets to the guest. */
    boolean in(Frame frame) {
        vswitch.macs().flush();
        wire.says(frame);
        return !guest.takeHeard().isEmpty();
    }

    boolean passes(Said said) {
        return said.outbound() ? out(said.frame()) : in(said.frame());
    }

    RuleCount count(int rule) {
        return acl.counts(port).get(rule);
    }

    long denied() {
        return port.counters().droppedIncoming().frames(DropReason.FILTERED)
                + port.counters().droppedOutgoing().frames(DropReason.FILTERED);
    }

    /** What a rehearsal says about a frame of the guest's. */
    List<String> rehearsed(Frame frame) {
        return vswitch.rehearse(port, frame).stream().map(Step::sentence).toList();
    }
}
