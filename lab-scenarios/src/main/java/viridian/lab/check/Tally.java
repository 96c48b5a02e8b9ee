package viridian.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import viridian.lab.topology.Check;
import viridian.vswitch.capture.Direction;
import viridian.vswitch.capture.FrameRecord;

/** Counts frames that passed, and keeps the first of those that speak against a claim. */
final class Tally {

    /** As many as a person reads; the capture has the rest. Our choice. */
    static final int KEPT = 5;

    private final AddressBook book;
    private final String done;
    private final List<Evidence> against = new ArrayList<>();
    private final long sent;
    private int seen;
    private int offending;

    /** Of frames that were, say, heard or carried, among all that there were meanwhile. */
    Tally(AddressBook book, String done, List<FrameRecord> all) {
        this.book = book;
        this.done = done;
        this.sent =
                all.stream().filter(frame -> frame.direction() == Direction.IN).count();
    }

    void count(List<FrameRecord> frames, Predicate<FrameRecord> offends, String where) {
        for (FrameRecord frame : frames) {
            seen++;
            if (!offends.test(frame)) continue;
            offending++;
            if (against.size() < KEPT) against.add(new Evidence(frame.number(), sentence(frame, where)));
        }
    }

    /** "frame 123: web > client ipv4 udp 1414 bytes heard at mail". */
    private String sentence(FrameRecord frame, String where) {
        String vlan = frame.vlan() == 0 ? "" : " vlan " + frame.vlan();
        return "frame %d: %s > %s %s%s %d bytes %s"
                .formatted(
                        frame.number(),
                        book.name(frame.source()),
                        book.name(frame.destination()),
                        Headers.of(frame).name(),
                        vlan,
                        frame.length(),
                        where);
    }

    /** The first frames that speak against the claim. */
    List<Evidence> against() {
        return against;
    }

    Judgement judgement(Check claim) {
        Verdict verdict = offending == 0 ? Verdict.HOLDS : Verdict.FAILS;
        return new Judgement(claim, verdict, because(), against);
    }

    /** How much there was to hear is said too: silence proves little where nobody spoke. */
    private String because() {
        String meanwhile = " of " + sent + " sent";
        if (seen == 0) return "no frame was " + done + meanwhile;
        String frames = seen == 1 ? "1 frame was " : seen + " frames were ";
        return frames + done + meanwhile + ", " + (offending == 0 ? "none" : offending) + " of them wrongly";
    }
}
