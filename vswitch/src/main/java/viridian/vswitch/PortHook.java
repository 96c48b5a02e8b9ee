package viridian.vswitch;

import viridian.vswitch.frame.Frame;

/**
 * What an extension does with the frames of one port. Called on whatever thread carries the frame, so it is quick, safe for
 * several threads, and makes no objects. The frame carries the tag of the VLAN it is in, and none in the untagged domain;
 * it is lent for the call and not to be changed.
 */
public interface PortHook {

    /** A frame came in and passed the port's own rules; its source is not yet learned. */
    default Verdict ingress(Frame frame, Passage passage) {
        return Verdict.PASS;
    }

    /** A frame is about to leave by this port, {@link Passage#to()}. Asked once for every port it leaves by. */
    default Verdict egress(Frame frame, Passage passage) {
        return Verdict.PASS;
    }
}
