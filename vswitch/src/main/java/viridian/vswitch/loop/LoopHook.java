package viridian.vswitch.loop;

import viridian.vswitch.DropReason;
import viridian.vswitch.Passage;
import viridian.vswitch.PortHook;
import viridian.vswitch.PortSet;
import viridian.vswitch.Verdict;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.loop.rstp.Bpdu;

/** Looks for BPDUs and probes at one port. */
final class LoopHook implements PortHook {

    private static final long BRIDGES = Bpdu.GROUP.bits();
    private static final long PROBES = Probe.GROUP.bits();
    private static final Verdict NOT_YET = Verdict.drop(DropReason.PORT_BLOCKED);

    private final LoopControl control;
    private final Seat seat;
    private final BpduChoice choice;
    private final PortSet passing;

    /** @param passing the ports that pass BPDUs */
    LoopHook(LoopControl control, Seat seat, BpduChoice choice, PortSet passing) {
        this.control = control;
        this.seat = seat;
        this.choice = choice;
        this.passing = passing;
    }

    @Override
    public Verdict ingress(Frame frame, Passage passage) {
        long destination = frame.destination();
        if (destination == BRIDGES) return bpdu(frame, passage);
        if (destination == PROBES && Probe.isOf(control.token(), frame)) return probe(frame, passage);
        return carries() ? Verdict.PASS : NOT_YET;
    }

    @Override
    public Verdict egress(Frame frame, Passage passage) {
        return carries() ? Verdict.PASS : NOT_YET;
    }

    private boolean carries() {
        return choice != BpduChoice.RSTP || seat.isReady();
    }

    private Verdict bpdu(Frame frame, Passage passage) {
        return switch (choice) {
            case DROP -> Verdict.PASS; // the switch itself drops what is reserved
            case PASS -> pass(passage);
            case GUARD ->
                take(
                        passage,
                        "a bridge is heard where none should be: the port stops forwarding",
                        () -> control.foundBridge(seat));
            case RSTP -> takeBpdu(frame, passage);
        };
    }

    private Verdict pass(Passage passage) {
        if (passage.isRehearsal()) passage.tell("BPDUs are passed on to the ports that pass them too");
        passage.carryReserved();
        passage.only(passing);
        return Verdict.PASS;
    }

    private Verdict takeBpdu(Frame frame, Passage passage) {
        if (passage.isRehearsal()) return rehearsed(passage, "the spanning tree takes it");
        Frame kept = frame.copy();
        return take(passage, "", () -> control.hears(seat, kept));
    }

    private Verdict probe(Frame frame, Passage passage) {
        int sender = Probe.port(frame);
        return take(
                passage,
                "the switch's own probe has come back: there is a loop",
                () -> control.foundLoop(sender, seat));
    }

    private Verdict take(Passage passage, String why, Runnable consequence) {
        if (passage.isRehearsal()) return rehearsed(passage, why);
        control.post(consequence);
        return Verdict.TAKEN;
    }

    private static Verdict rehearsed(Passage passage, String why) {
        passage.tell(why);
        return Verdict.TAKEN;
    }
}
