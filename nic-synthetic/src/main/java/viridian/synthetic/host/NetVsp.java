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
 * it go to the guest, and what the guest sends is handed to the receiver on the root's processor. Work the guest leaves to
 * its adapter travels beside its frames; of frames for the guest it does what the guest does not take undone.
 *
 * <p>It can be plugged before its guest runs: until the guest has set the adapter up, frames for it are refused. A guest
 * that breaks the protocol is not listened to until it opens the channel again; nobody else notices.
 */
public final class NetVsp implements Nic, VmbusDevice {

    /** The longest frame of an adapter without jumbo frames, Ethernet header included. */
    public static final int PLAIN_FRAME = 1514;

    /** The longest frame of an adapter with jumbo frames. */
    public static final int JUMBO_FRAME = 9014;

    /** The longest frame any host lets a guest ask for. */
    public static final int LARGEST_FRAME = 9216;

    private final MacAddress address;
    private final NetVspSettings settings;
    private final AdapterCounters counters = new AdapterCounters();
    private volatile @Nullable FrameSink receiver;
    private volatile @Nullable Session session;
    private volatile boolean isLinked = true;
    private volatile long bitsPerSecond;

    /** An adapter of a host of today. */
    public NetVsp(MacAddress address, int maxFrame) {
        this(address, NetVspSettings.MODERN.withMaxFrame(maxFrame));
    }

    /** An adapter of a host that speaks nothing newer than this version. */
    public NetVsp(MacAddress address, int maxFrame, NvspVersion newest) {
        this(address, NetVspSettings.MODERN.withMaxFrame(maxFrame).withNewest(newest));
    }

    /**
     * An adapter.
     *
     * @param address its own, which its guest cannot change
     */
    public NetVsp(MacAddress address, NetVspSettings settings) {
        this.address = address;
        this.settings = settings;
        this.bitsPerSecond = settings.bitsPerSecond();
    }

    @Override
    public MacAddress address() {
        return address;
    }

    @Override
    public int maxFrame() {
        return settings.maxFrame();
    }

    @Override
    public boolean takesUnfinished() {
        return true;
    }

    /** What its host lets it be. */
    public NetVspSettings settings() {
        return settings;
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
        change(News.LINK);
    }

    /** What the adapter reports as its speed, bit/s. */
    public long bitsPerSecond() {
        return bitsPerSecond;
    }

    /** Gives the adapter another speed to report, at least 100 bit/s; the guest is told. Any thread. */
    public void speed(long bitsPerSecond) {
        this.bitsPerSecond = bitsPerSecond;
        change(News.SPEED);
    }

    /** The network behind the adapter is another one: the guest is told, so that it asks for an address again. Any thread. */
    public void changeNetwork() {
        change(News.NETWORK);
    }

    private void change(int kind) {
        Session now = session;
        if (now != null) now.change(kind);
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
        boolean isTaken = now != null && isLinked && now.accept(frame);
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
        if (channel.offer().subchannel() > 0) openFurther(channel);
        else openFirst(channel);
    }

    private void openFirst(VmbusChannel channel) {
        Session opened = new Session(channel, this);
        channel.onSignal(opened.first()::signalled);
        session = opened;
    }

    private void openFurther(VmbusChannel channel) {
        Session now = session;
        if (now == null) throw new GuestFault("a further channel without the first");
        now.open(channel);
    }

    @Override
    public byte[] save(VmbusChannel channel) {
        Session now = session;
        if (now == null) throw new IllegalStateException("an adapter that is not open has nothing to save");
        int index = channel.offer().subchannel();
        return index == 0 ? now.save() : now.save(index);
    }

    @Override
    public void restore(VmbusChannel channel, byte[] state) {
        Session now = session;
        if (channel.offer().subchannel() == 0) {
            Session restored = new Session(channel, this);
            restored.restore(state);
            channel.onSignal(restored.first()::signalled);
            session = restored;
        } else if (now != null) {
            now.restore(channel, state);
        } else {
            throw new GuestFault("a saved further channel without the first");
        }
    }

    @Override
    public void close(VmbusChannel channel) {
        Session now = session;
        if (channel.offer().subchannel() == 0) close();
        else if (now != null) now.close(channel);
    }

    /** The adapter is at its end: nothing goes until the guest opens its channel again. */
    @Override
    public void close() {
        Session ended = session;
        session = null;
        if (ended != null) ended.end();
    }
}
