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

    /**
     * Takes some frames of a burst, each as {@link #accept} does. Who has several at hand hands them over together, so that the
     * receiver can look ahead.
     *
     * @param burst views of the frames, lent until this method returns
     * @param count how many, from the beginning of {@code burst}
     * @return how many were taken
     */
    default int acceptAll(Frame[] burst, int count) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            if (accept(burst[i])) taken++;
        }
        return taken;
    }

    /** The end of a burst. */
    void flush();
}
