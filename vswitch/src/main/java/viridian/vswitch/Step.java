package viridian.vswitch;

import org.jspecify.annotations.Nullable;

/**
 * One thing that would happen to a frame on its way through the switch.
 *
 * @param stage where on its way
 * @param port the port it is about
 * @param sentence what happens, in words
 * @param dropped why the frame ends here, or null
 */
public record Step(
        Stage stage, String port, String sentence, @Nullable DropReason dropped) {

    /** The stages of a frame's way, in their order. */
    public enum Stage {
        RECEIVED,
        ADMITTED,
        EXTENSION,
        LEARNED,
        FLOODED,
        SENT,
        DROPPED
    }
}
