package viridian.vswitch.mirror;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.DropReason;
import viridian.vswitch.FrameObserver;
import viridian.vswitch.Port;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.Frame;

/** Watches the frames of a switch and makes the copies its sessions want. */
final class MirrorCopies implements FrameObserver {

    private volatile MirrorPlan plan = MirrorPlan.EMPTY;

    MirrorPlan plan() {
        return plan;
    }

    void plan(MirrorPlan changed) {
        plan = changed;
    }

    @Override
    public void received(Port at, Frame frame) {}

    /** A frame came in and was not refused there. Only now is it known whether it is to be copied. */
    @Override
    public void carried(Port from, Frame frame) {
        for (Tap tap : plan.in(from)) {
            if (tap.wants(frame, vlan(from, frame))) tap.copy(frame);
        }
    }

    @Override
    public void sent(Port at, Frame frame) {}

    @Override
    public void sent(@Nullable Port from, Port at, Frame frame) {
        leave(from, at, frame, false);
    }

    @Override
    public void dropped(Port at, Frame frame, DropReason why) {}

    @Override
    public void dropped(@Nullable Port from, Port at, Frame frame, DropReason why) {
        if (from == at) refused(at, frame);
        else leave(from, at, frame, true);
    }

    private void refused(Port at, Frame frame) {
        for (Tap tap : plan.in(at)) {
            if (tap.session().alsoDropped() && tap.wants(frame, vlan(at, frame))) tap.copy(frame);
        }
    }

    private void leave(@Nullable Port from, Port at, Frame frame, boolean dropped) {
        MirrorPlan now = plan;
        for (Tap tap : now.out(at)) {
            if (dropped && !tap.session().alsoDropped()) continue;
            int vlan = vlan(from, at, frame);
            boolean once = from != null && now.isWatched(tap.number(), from, vlan);
            if (!once && tap.wants(frame, vlan)) tap.copy(frame);
        }
    }

    /** The VLAN of a frame that leaves: the one it came in with, as a private VLAN's frames leave in another. */
    private static int vlan(@Nullable Port from, Port at, Frame frame) {
        if (from == null) return vlan(at, frame);
        VlanMode entry = from.settings().vlan();
        return entry.tagged().isEmpty() ? entry.untagged() : vlan(at, frame);
    }

    /** The VLAN of a frame on a port's wire. */
    private static int vlan(Port at, Frame frame) {
        int tagged = frame.vlan();
        return tagged != 0
                ? tagged
                : Math.max(VlanMode.UNTAGGED_DOMAIN, at.settings().vlan().untagged());
    }
}
