package viridian.vswitch;

import viridian.vswitch.frame.Frame;

/**
 * Something that has a say in where frames go. Called on whatever thread carries the frame, so it is quick and safe for
 * several threads. The frame carries the tag of the VLAN it is in, and none in the untagged domain; it is lent for the
 * call and not to be changed.
 */
public interface SwitchExtension {

    /** A frame came in and passed the port's own rules; its source is learned, where it goes is not yet decided. */
    Verdict ingress(Port from, Frame frame);

    /** A frame is about to leave by a port. Asked once for every port it leaves by. */
    Verdict egress(Port from, Port to, Frame frame);
}
