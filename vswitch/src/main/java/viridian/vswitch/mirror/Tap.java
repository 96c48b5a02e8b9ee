package viridian.vswitch.mirror;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;

/**
 * A session at one port, in one direction.
 *
 * @param number of the session in its plan
 * @param destination where the copies go
 * @param vlans whose frames are copied here, or null if all are
 * @param copies counts those that went
 */
record Tap(
        int number,
        MirrorSession session,
        Port destination,
        @Nullable VlanSet vlans,
        AtomicLong copies) {

    /** Whether frames of this VLAN are the session's here. */
    boolean covers(int vlan) {
        return vlans == null || (vlan > 0 && vlans.contains(vlan));
    }

    /** Whether this frame is to be copied. */
    boolean wants(Frame frame, int vlan) {
        return covers(vlan) && session.filter().matches(frame, vlan);
    }

    /** Sends a copy of a frame as it is now. */
    void copy(Frame frame) {
        int length = frame.length();
        long unfinished = frame.unfinished();
        if (length <= session.snapLength()) {
            send(frame);
            return;
        }
        // The frame is the carrying thread's, so it can be shown shorter for a moment. Nobody else looks at it
        // meanwhile.
        frame.lend(frame.memory(), frame.offset(), session.snapLength(), frame.tag());
        try {
            send(frame);
        } finally {
            frame.lend(frame.memory(), frame.offset(), length, frame.tag(), unfinished);
        }
    }

    private void send(Frame frame) {
        if (destination.emitInBurst(frame)) copies.getAndIncrement();
    }
}
