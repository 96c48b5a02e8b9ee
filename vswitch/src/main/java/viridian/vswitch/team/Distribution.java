package viridian.vswitch.team;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;

/**
 * Who sends and who takes which frames, at one moment. Immutable, and replaced as a whole, so that every frame is handled
 * by one arrangement; makes no objects and takes no lock.
 */
interface Distribution {

    /** Hands a frame to the member it leaves by; false if none could take it. */
    boolean send(Frame frame);

    /** Why a frame that arrived on a member does not go up, or null. */
    @Nullable
    Refusal refuses(Member member, Frame frame);
}
