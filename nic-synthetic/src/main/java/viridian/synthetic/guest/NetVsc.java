package viridian.synthetic.guest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestAllocator;
import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.Guid;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusDriver;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.NetworkClass;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * The guest's half of a synthetic adapter: a driver for one device on the guest's bus, and what the guest's network stack
 * sits on. It knows nothing but its own partition's memory and what the host says.
 *
 * <p>Its methods are called on the guest's processor, except {@link #accept}, {@link #flush} and those that only tell
 * something, which are for any thread. A frame received is lent where it lies in the guest's memory.
 */
public final class NetVsc implements Nic, VmbusDriver {

    private final GuestAllocator allocator;
    private final NetVscSettings settings;
    private final @Nullable Guid instance;
    private final AdapterCounters counters = new AdapterCounters();
    private final CompletableFuture<NetVsc> ready = new CompletableFuture<>();

    private volatile @Nullable FrameSink receiver;
    private volatile @Nullable Session session;
    private volatile MacAddress address = MacAddress.NONE;
    private volatile int maxFrame;
    private boolean isClosed;

    /** A driver for the first synthetic network adapter that is offered and has none. */
    public NetVsc(GuestAllocator allocator, NetVscSettings settings) {
        this(allocator, settings, null);
    }

    /**
     * A driver.
     *
     * @param allocator of its guest's memory
     * @param instance the one device it drives, or null for any
     */
    public NetVsc(GuestAllocator allocator, NetVscSettings settings, @Nullable Guid instance) {
        this.allocator = allocator;
        this.settings = settings;
        this.instance = instance;
        maxFrame = settings.maxFrame();
    }

    /**
     * Done when the adapter is set up: address and greatest length are known, and frames can be sent. Fails with the reason
     * if the host does not go along, and if the driver is closed before.
     */
    public CompletionStage<NetVsc> ready() {
        return ready.minimalCompletionStage();
    }

    /** The adapter's own address as the host says, {@link MacAddress#NONE} before {@link #ready}. */
    @Override
    public MacAddress address() {
        return address;
    }

    /** What the host agreed to carry; before {@link #ready} what the driver will ask for. */
    @Override
    public int maxFrame() {
        return maxFrame;
    }

    /** Whether the adapter is set up and its cable is in. */
    public boolean isLinked() {
        Session now = session;
        return now != null && now.isLinked();
    }

    /** What went through this half. */
    public AdapterCounters counters() {
        return counters;
    }

    /** Begins to hear: the host is asked for the adapter's own frames, multicast and broadcast. */
    @Override
    public void start(FrameSink receiver) {
        this.receiver = receiver;
        Session now = session;
        if (now != null) now.hear();
    }

    @Override
    public boolean accept(Frame frame) {
        Session now = session;
        boolean isTaken = now != null && now.accept(frame);
        if (isTaken) counters.countSent();
        else counters.countDroppedSending(1);
        return isTaken;
    }

    @Override
    public void flush() {
        Session now = session;
        if (now != null) now.flush();
    }

    /** Says farewell to the host and closes the channel. The driver is not used for another device afterwards. */
    @Override
    public void close() {
        isClosed = true;
        Session ended = session;
        session = null;
        if (ended != null) ended.end();
        ready.completeExceptionally(new IllegalStateException("the driver was closed"));
    }

    @Override
    public Guid type() {
        return NetworkClass.TYPE;
    }

    @Override
    public boolean drives(ChannelOffer offer) {
        return !isClosed && VmbusDriver.super.drives(offer) && (instance == null || instance.equals(offer.instance()));
    }

    @Override
    public void probe(VmbusChannel channel) {
        Session begun = new Session(channel, this, allocator);
        session = begun;
        begun.begin();
    }

    @Override
    public void removed() {
        Session ended = session;
        session = null;
        if (ended != null) ended.gone();
    }

    NetVscSettings settings() {
        return settings;
    }

    @Nullable
    FrameSink receiver() {
        return receiver;
    }

    void found(RndisSetup.Found found) {
        address = found.address();
        maxFrame = found.mtu();
        ready.complete(this);
    }

    void failed(String why) {
        session = null;
        ready.completeExceptionally(new IllegalStateException(why));
    }
}
