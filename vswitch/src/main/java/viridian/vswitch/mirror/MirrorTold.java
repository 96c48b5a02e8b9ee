package viridian.vswitch.mirror;

import viridian.vswitch.Passage;
import viridian.vswitch.PortHook;
import viridian.vswitch.Verdict;
import viridian.vswitch.frame.Frame;

/** Says in a rehearsal which copies the real frame would make. */
record MirrorTold(MirrorPlan plan) implements PortHook {

    @Override
    public Verdict ingress(Frame frame, Passage passage) {
        if (passage.isRehearsal()) {
            for (Tap tap : plan.in(passage.from())) {
                if (tap.wants(frame, frame.vlan())) passage.tell(sentence(tap, "as it was received"));
            }
        }
        return Verdict.PASS;
    }

    @Override
    public Verdict egress(Frame frame, Passage passage) {
        if (passage.isRehearsal()) {
            for (Tap tap : plan.out(passage.to())) {
                boolean once = plan.isWatched(tap.number(), passage.from(), frame.vlan());
                if (!once && tap.wants(frame, frame.vlan())) passage.tell(sentence(tap, "as it is sent"));
            }
        }
        return Verdict.PASS;
    }

    private static String sentence(Tap tap, String how) {
        String length = tap.session().snapLength() == MirrorSession.WHOLE
                ? ""
                : ", " + tap.session().snapLength() + " bytes of it at most";
        return "mirror session %s copies it to %s %s%s"
                .formatted(tap.session().name(), tap.session().destination(), how, length);
    }
}
