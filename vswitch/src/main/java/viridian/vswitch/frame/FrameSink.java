package viridian.vswitch.frame;

/**
 * Anything a frame can be handed to.
 *
 * <p>Who brings a burst of frames calls {@link #accept} for each and {@link #flush} once: what costs much and can be
 * shared (publishing a ring index, signalling a guest, a system call) belongs into {@code flush}.
 */
public interface FrameSink {

    /**
     * Takes a frame that is lent until this method returns. Never waits, and never hands a frame back to whoever is
     * calling: what comes of the frame happens after {@link #flush}, on the receiver's own thread.
     *
     * @return false if the frame was dropped for want of room
     */
    boolean accept(Frame frame);

    /** The end of a burst. */
    void flush();
}
