package viridian.vswitch.nic;

import java.util.concurrent.Executor;
import viridian.vswitch.frame.MacAddress;

/**
 * Two adapters joined in memory: what goes into one comes out of the other. Plugged into a port, its far end is a
 * simulated host, the wire of a physical network, or another switch.
 */
public final class Cable {

    /** Frames on their way in each direction; our choice, the length of many a physical adapter's receive ring. */
    private static final int SLOTS = 256;

    private final CableEnd left;
    private final CableEnd right;

    /**
     * @param left address of the left adapter, or {@link MacAddress#NONE}
     * @param right address of the right adapter, or {@link MacAddress#NONE}
     * @param maxFrame the longest frame the cable carries, bytes without tag and check sequence
     * @param carrier runs the hand-over of frames that have crossed; the receivers are called on its threads
     */
    public Cable(MacAddress left, MacAddress right, int maxFrame, Executor carrier) {
        CableLane rightwards = new CableLane(new FrameRing(SLOTS, maxFrame), carrier);
        CableLane leftwards = new CableLane(new FrameRing(SLOTS, maxFrame), carrier);
        this.left = new CableEnd(left, maxFrame, rightwards, leftwards);
        this.right = new CableEnd(right, maxFrame, leftwards, rightwards);
    }

    public Nic left() {
        return left;
    }

    public Nic right() {
        return right;
    }
}
