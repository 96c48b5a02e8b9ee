package viridian.vswitch.nic;

import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/**
 * One end of an adapter: frames handed to it leave on the far side, and what arrives there is handed to the receiver.
 *
 * <p>{@link #accept} may be called by several threads, so a Nic guards its own ring; it holds no lock while it hands a
 * frame to its receiver.
 */
public interface Nic extends FrameSink, AutoCloseable {

    /** The adapter's own address, or {@link MacAddress#NONE}. */
    MacAddress address();

    /** The longest frame it carries, bytes without tag and check sequence: 1514, or 9014 for jumbo frames. */
    int maxFrame();

    /**
     * Whether it takes frames whose sender left work to be done, see {@link viridian.vswitch.frame.Unfinished}. A port of the
     * switch drops such a frame rather than give it to an adapter that does not; whoever plugs one in puts something before
     * it that finishes frames.
     */
    default boolean takesUnfinished() {
        return false;
    }

    /**
     * Begins to hand over what arrives from the far side. Called once.
     *
     * @param receiver is called on the adapter's own thread, {@code flush} at the end of each burst
     */
    void start(FrameSink receiver);

    /** Ends the adapter: afterwards no frame arrives, and none is accepted. May be called twice. */
    @Override
    void close();
}
