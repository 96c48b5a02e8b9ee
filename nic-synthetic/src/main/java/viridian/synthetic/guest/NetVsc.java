package viridian.synthetic.guest;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
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
    private final @Nullable Guid instance;
    private final int processors;
    private final AdapterCounters counters = new AdapterCounters();
    private final List<AdapterCounters> byQueue = new CopyOnWriteArrayList<>();
    private final CompletableFuture<NetVsc> ready = new CompletableFuture<>();
    private volatile NetVscSettings settings;

    private volatile @Nullable FrameSink receiver;
    private volatile @Nullable Session session;
    private volatile MacAddress address = MacAddress.NONE;
    private volatile int maxFrame;
    private volatile long bitsPerSecond;
    private final LongAdder networkChanges = new LongAdder();
    private @Nullable VmbusChannel channel;
    private CompletableFuture<NetVsc> reopened = new CompletableFuture<>();
    private boolean isClosed;

    /** A driver for the first synthetic network adapter that is offered and has none. */
    public NetVsc(GuestAllocator allocator, NetVscSettings settings) {
        this(allocator, settings, null);
    }

    /** A driver of one device, or of any if that is null, in a guest with one processor. */
    public NetVsc(GuestAllocator allocator, NetVscSettings settings, @Nullable Guid instance) {
        this(allocator, settings, instance, 1);
    }

    /**
     * A driver.
     *
     * @param allocator of its guest's memory
     * @param instance the one device it drives, or null for any
     * @param processors of its guest: each further channel is received on another one of them, as far as there are
     */
    public NetVsc(GuestAllocator allocator, NetVscSettings settings, @Nullable Guid instance, int processors) {
        this.allocator = allocator;
        this.settings = settings;
        this.instance = instance;
        this.processors = processors;
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

    /** The link's speed in bits per second as the host says; 0 if it has not. */
    public long linkSpeed() {
        return bitsPerSecond;
    }

    /** How often the host has told that the network behind the adapter became another: addresses are to be asked for anew. */
    public long networkChanges() {
        return networkChanges.sum();
    }

    /** What went through this half. */
    public AdapterCounters counters() {
        return counters;
    }

    /** What went through each of its channels, the first one first. */
    public List<AdapterCounters> countersByQueue() {
        return List.copyOf(byQueue);
    }

    /** Begins to hear: the host is asked for the adapter's own frames, multicast and broadcast. */
    @Override
    public void start(FrameSink receiver) {
        this.receiver = receiver;
        Session now = session;
        if (now != null) now.hear();
    }

    /** Any work may be left to it: what its host does not do it does itself. */
    @Override
    public boolean takesUnfinished() {
        return true;
    }

    @Override
    public boolean accept(Frame frame) {
        Session now = session;
        if (now != null) return now.accept(frame);
        counters.countDroppedSending(1);
        return false;
    }

    @Override
    public int acceptAll(Frame[] burst, int count) {
        Session now = session;
        if (now != null) return now.acceptAll(burst, count);
        counters.countDroppedSending(count);
        return 0;
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
        if (ended != null) ended.end(() -> {});
        ready.completeExceptionally(new IllegalStateException("the driver was closed"));
        reopened.completeExceptionally(new IllegalStateException("the driver was closed"));
    }

    /**
     * Sets the adapter up anew with other settings, as for another MTU: frames the host has are waited for, the channel is
     * closed and opened again. Frames handed in meanwhile are refused.
     *
     * @return done when the adapter is set up; fails as {@link #ready} does
     */
    public CompletionStage<NetVsc> reopen(NetVscSettings settings) {
        reopened = new CompletableFuture<>();
        Session ended = session;
        if (ended == null) {
            reopened.completeExceptionally(new IllegalStateException("there is no adapter"));
        } else {
            ended.detach(() -> begin(ended, settings));
        }
        return reopened.minimalCompletionStage();
    }

    private void begin(Session ended, NetVscSettings wanted) {
        VmbusChannel offered = channel;
        if (isClosed || offered == null || !ended.equals(session)) return;
        settings = wanted;
        Session begun = new Session(offered, this, wanted, allocator);
        session = begun;
        begun.begin();
    }

    /** Has the adapter begin anew what it does, by RNDIS; what was agreed on stays. */
    public void reset() {
        Session now = session;
        if (now != null) now.reset();
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
        this.channel = channel;
        Session begun = new Session(channel, this, settings, allocator);
        session = begun;
        begun.begin();
    }

    @Override
    public void subchannel(VmbusChannel channel) {
        Session now = session;
        if (now != null) now.subchannel(channel);
    }

    @Override
    public void removed() {
        Session ended = session;
        session = null;
        channel = null;
        if (ended != null) ended.gone();
        reopened.completeExceptionally(new IllegalStateException("the adapter is gone"));
    }

    /** Which of the guest's processors receives what comes on a channel. */
    int processorOf(int queue) {
        return queue % processors;
    }

    /** The counters of a channel, over all the times the adapter was open. */
    AdapterCounters countersOf(int queue) {
        while (byQueue.size() <= queue) byQueue.add(new AdapterCounters(counters));
        return byQueue.get(queue);
    }

    void linkSpeed(long bitsPerSecond) {
        this.bitsPerSecond = bitsPerSecond;
    }

    void countNetworkChange() {
        networkChanges.increment();
    }

    @Nullable
    FrameSink receiver() {
        return receiver;
    }

    void found(RndisSetup.Found found) {
        address = found.address();
        maxFrame = found.mtu();
        ready.complete(this);
        reopened.complete(this);
    }

    void failed(String why) {
        session = null;
        ready.completeExceptionally(new IllegalStateException(why));
        reopened.completeExceptionally(new IllegalStateException(why));
    }
}
