package viridian.vswitch;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;

/**
 * Something that watches and changes nothing. Called on whatever thread carries the frame, so it is quick and safe for
 * several threads. A frame is shown as it is on the port's wire, with the tag it has there, and lent for the call.
 */
public interface FrameObserver {

    /** A frame came in; whether the switch carries it is not yet decided. */
    void received(Port at, Frame frame);

    /** The adapter behind a port took a frame. */
    void sent(Port at, Frame frame);

    /**
     * The adapter behind a port took a frame.
     *
     * @param from where it came in, or null if the switch itself sent it
     */
    default void sent(@Nullable Port from, Port at, Frame frame) {
        sent(at, frame);
    }

    /** A port refused a frame: one that came in there, after it was {@link #received}, or one that was to leave. */
    void dropped(Port at, Frame frame, DropReason why);

    /**
     * A port refused a frame.
     *
     * @param from where the frame came in, which is {@code at} if it was refused there; null if the switch itself sent it
     */
    default void dropped(@Nullable Port from, Port at, Frame frame, DropReason why) {
        dropped(at, frame, why);
    }

    /**
     * A frame that came in is about to be delivered for the first time, or was taken by an extension; shown as it came in. After
     * {@link #received}, each frame is either this or dropped where it came in.
     */
    default void carried(Port from, Frame frame) {}
}
