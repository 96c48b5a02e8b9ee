package viridian.synthetic.host;

import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusDevice;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.NetworkClass;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * The host's half of a synthetic adapter: a device on a guest's bus, and what a port of the switch holds. Frames handed to
 * it go to the guest, and what the guest sends is handed to the receiver on the root's processor.
 *
 * <p>It can be plugged before its guest runs: until the guest has set the adapter up, frames for it are refused. A guest
 * that breaks the protocol is not listened to until it opens the channel again; nobody else notices.
 */
public final class NetVsp implements Nic, VmbusDevice {

    /** The longest frame of an adapter without jumbo frames, Ethernet header included. */
    public static final int PLAIN_FRAME = 1514;

    /** The longest frame of an adapter with jumbo frames. */
    public static final int JUMBO_FRAME = 9014;

    private final MacAddress address;
    private final int maxFrame;
    private final NvspVersion newest;
    private final AdapterCounters counters = new AdapterCounters();
    private volatile @Nullable FrameSink receiver;
    private volatile @Nullable Session session;
    private volatile boolean isLinked = true;

    /** An adapter that speaks what a host of 2012 R2 does. */
    public NetVsp(MacAddress address, int maxFrame) {
        this(address, maxFrame, NvspVersion.V5);
    }

    /**
     * An adapter.
     *
     * @param address its own, which its guest cannot change
     * @param maxFrame the longest frame a guest may ask for, {@link #PLAIN_FRAME} to {@link #JUMBO_FRAME}
     * @param newest the newest version its host speaks: V1 as Server 2008, V2 as Server 2008 R2
     */
    public NetVsp(MacAddress address, int maxFrame, NvspVersion newest) {
        if (maxFrame < PLAIN_FRAME || maxFrame > JUMBO_FRAME) {
            throw new IllegalArgumentException("a synthetic adapter carries frames of %d to %d bytes, not %d"
                    .formatted(PLAIN_FRAME, JUMBO_FRAME, maxFrame));
        }
        this.address = address;
        this.maxFrame = maxFrame;
        this.newest = newest;
    }

    @Override
    public MacAddress address() {
        return address;
    }

    @Override
    public int maxFrame() {
        return maxFrame;
    }

    /** What went through this half. */
    public AdapterCounters counters() {
        return counters;
    }

    /** Whether the guest has set the adapter up, so that frames can go both ways. */
    public boolean isRunning() {
        Session now = session;
        return now != null && now.isRunning();
    }

    /** Whether the adapter's cable is in, as its guest is told. */
    public boolean isLinked() {
        return isLinked;
    }

    /** Puts the adapter's cable in or pulls it: a guest without cable is told so and gets no frames. Any thread. */
    public void link(boolean isLinked) {
        this.isLinked = isLinked;
        Session now = session;
        if (now != null) now.link();
    }

    @Override
    public void start(FrameSink receiver) {
        this.receiver = receiver;
    }

    /** Who takes what the guest sends; null while there is nobody, or no cable to send it through. */
    @Nullable
    FrameSink receiver() {
        return isLinked ? receiver : null;
    }

    @Override
    public boolean accept(Frame frame) {
        Session now = session;
        boolean isTaken = now != null && isLinked && frame.length() <= maxFrame && now.accept(frame);
        if (!isTaken) counters.countDroppedSending(1);
        return isTaken;
    }

    @Override
    public void flush() {
        Session now = session;
        if (now != null) now.flush();
    }

    @Override
    public ChannelOffer offer() {
        return NetworkClass.offer(address);
    }

    @Override
    public void open(VmbusChannel channel) {
        if (channel.offer().subchannel() > 0) throw new GuestFault("this adapter has one channel");
        Session opened = new Session(channel, this, newest);
        channel.onSignal(opened::signalled);
        session = opened;
    }

    @Override
    public void close(VmbusChannel channel) {
        close();
    }

    /** The guest closed the channel, or the adapter is at its end: nothing goes until the guest opens the channel again. */
    @Override
    public void close() {
        Session ended = session;
        session = null;
        if (ended != null) ended.end();
    }
}
