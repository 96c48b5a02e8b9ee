package viridian.partitions.vmbus;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;

/**
 * The guest's end of its bus (after Linux drivers/hv/connection.c and channel_mgmt.c): finds a version both ends speak,
 * asks for devices, gives each to a driver.
 *
 * <p>All it shares with the parent is guest memory, hypercalls and interrupts. It runs on the guest's processor 0; the
 * public methods may be called by any thread.
 */
public final class VmbusClient {

    private static final System.Logger LOG = System.getLogger(VmbusClient.class.getName());

    /** Where Linux begins to count its GPADLs. */
    private static final int FIRST_GPADL = 0xE1E10;

    private final VirtualProcessor processor;
    private final GuestAllocator allocator;
    private final List<VmbusVersion> newestFirst;
    private final List<VmbusDriver> drivers = new ArrayList<>();
    /** By number; an array, because looking a number up must make no object. */
    private final @Nullable GuestChannel[] channels = new GuestChannel[Wire.CHANNELS];

    private final Map<Integer, IntConsumer> creating = new HashMap<>();
    private final Map<Integer, Runnable> tearingDown = new HashMap<>();
    /** Made once: an interrupt makes no object. */
    private final IntConsumer signalled = this::signalled;

    private Iterator<VmbusVersion> untried = List.<VmbusVersion>of().iterator();
    private @Nullable GuestInterface hypervisor;
    private @Nullable VmbusVersion trying;
    private volatile @Nullable VmbusVersion version;
    private int nextGpadl = FIRST_GPADL;

    /**
     * The bus of a guest that has not connected yet.
     *
     * @param allocator gives the pages the bus and its drivers need
     * @param versions what the guest speaks; it tries them from the newest on
     */
    public VmbusClient(Partition partition, GuestAllocator allocator, Set<VmbusVersion> versions) {
        this.processor = partition.processor(0);
        this.allocator = allocator;
        this.newestFirst = versions.stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** Adds a driver; it is given a device when one is offered, or at once. */
    public void register(VmbusDriver driver) {
        processor.execute(() -> {
            drivers.add(driver);
            present().forEach(this::findDriver);
        });
    }

    /** Begins: finds a version and asks what is there. */
    public void connect() {
        processor.execute(() -> {
            if (version != null) return;
            if (hypervisor == null) {
                hypervisor = new GuestInterface(processor, allocator, this::event, this::message);
            }
            untried = newestFirst.iterator();
            tryNextVersion();
        });
    }

    /** Ends: all devices are removed, and the parent forgets the guest. */
    public void disconnect() {
        processor.execute(() -> {
            VmbusVersion speaking = version;
            if (speaking == null) return;
            present().forEach(GuestChannel::stop);
            post(new VmbusMessage.Unload());
            if (!speaking.isAtLeast(VmbusVersion.V1_1)) unloaded(); // the host will not answer
        });
    }

    /** The version spoken, null while there is no connection. */
    public @Nullable VmbusVersion version() {
        return version;
    }

    /** One of the guest's processors, by the index a channel was opened with. */
    VirtualProcessor processor(int index) {
        return processor.partition().processor(index);
    }

    /** Whether channels can be opened with signals to this processor. */
    void checkProcessor(int index) {
        if (index < 0 || index >= processor.partition().processors()) {
            throw new IllegalArgumentException("the guest has no processor " + index);
        }
    }

    /** The processor a channel's signals come to, if it would like them on this one: until 2.4 it is always the first. */
    int signalledProcessor(int wanted) {
        return speaksAtLeast(VmbusVersion.V2_4) ? wanted : 0;
    }

    GuestMemory memory() {
        return processor.partition().memory();
    }

    VirtualProcessor processor() {
        return processor;
    }

    GuestAllocator allocator() {
        return allocator;
    }

    /** Whether writers say how much room they wait for; guests have done so since 2.4. */
    boolean usesPendingSendSize() {
        return speaksAtLeast(VmbusVersion.V2_4);
    }

    void post(VmbusMessage message) {
        connected().post(message);
    }

    /** Wakes the host for a channel. Makes no object. */
    void signalHost(GuestChannel channel) {
        VmbusVersion speaking = version;
        GuestInterface to = connected();
        if (speaking == null) return;
        boolean monitored = channel.monitor() != MonitorPages.NONE;
        if (!speaking.isAtLeast(VmbusVersion.V5_0) && (monitored || !channel.hasOwnDoorbell(speaking))) {
            to.markForHost(channel.relid());
        }
        if (monitored) to.requestSignal(channel.monitor());
        else to.signal(speaking == VmbusVersion.V0_13 ? Wire.SHARED_EVENT_CONNECTION : channel.connection());
    }

    int nextGpadl() {
        return nextGpadl++;
    }

    /** Sends the page numbers, as many as fit into each message. */
    void establish(int relid, int gpadl, long gpa, long length, IntConsumer created) {
        int pages = (int) Math.min((length + PAGE_BYTES - 1) / PAGE_BYTES, Integer.MAX_VALUE);
        if (gpa % PAGE_BYTES != 0 || length <= 0 || pages > Wire.MAX_GPADL_PAGES) {
            throw new IllegalArgumentException("%d bytes at 0x%x cannot be one GPADL".formatted(length, gpa));
        }
        long[] words = new long[1 + pages];
        words[0] = length;
        for (int i = 0; i < pages; i++) words[1 + i] = gpa / PAGE_BYTES + i;
        creating.put(gpadl, created);
        int sent = Math.min(words.length, VmbusMessage.GpadlHeader.MAX_WORDS);
        int bytes = words.length * Long.BYTES;
        post(new VmbusMessage.GpadlHeader(relid, gpadl, bytes, 1, Arrays.copyOf(words, sent)));
        for (int number = 1; sent < words.length; number++) {
            int end = Math.min(words.length, sent + VmbusMessage.GpadlBody.MAX_WORDS);
            post(new VmbusMessage.GpadlBody(number, gpadl, Arrays.copyOfRange(words, sent, end)));
            sent = end;
        }
    }

    void tearDown(int relid, int gpadl, Runnable tornDown) {
        tearingDown.put(gpadl, tornDown);
        post(new VmbusMessage.GpadlTeardown(relid, gpadl));
    }

    boolean isTearingDown(int gpadl) {
        return tearingDown.containsKey(gpadl);
    }

    /** A rescinded channel has nothing left; the host may use its number again. */
    void forget(GuestChannel channel) {
        if (channels[channel.relid()] == null) return;
        channels[channel.relid()] = null;
        post(new VmbusMessage.RelidReleased(channel.relid()));
    }

    private void tryNextVersion() {
        if (!untried.hasNext()) {
            trying = null;
            LOG.log(System.Logger.Level.WARNING, "{0}: no common version of the bus", processor.partition());
            return;
        }
        VmbusVersion next = untried.next();
        trying = next;
        boolean own = next.isAtLeast(VmbusVersion.V5_0);
        connected().useConnection(own ? Wire.MESSAGE_CONNECTION_5 : Wire.MESSAGE_CONNECTION);
        long target = own ? Wire.INTERRUPT_SOURCE : connected().interruptPage();
        post(new VmbusMessage.InitiateContact(
                next.number(),
                0,
                target,
                connected().parentToChildPage(),
                connected().childToParentPage()));
    }

    /** An event flag was up. */
    private void event(int flag) {
        if (flag == 0) {
            connected().takeMarks(signalled);
        } else {
            signalled(flag);
        }
    }

    private void signalled(int relid) {
        GuestChannel channel = channels[relid];
        if (channel != null) channel.signalled();
    }

    private void message(MemorySegment payload, int length) {
        try {
            handle(VmbusMessage.read(payload, length));
        } catch (GuestFault fault) {
            LOG.log(System.Logger.Level.DEBUG, "ignored a bus message: {0}", fault.getMessage());
        }
    }

    private void handle(VmbusMessage received) {
        switch (received) {
            case VmbusMessage.VersionResponse response -> versionResponse(response);
            case VmbusMessage.Offer offer -> offer(offer);
            case VmbusMessage.AllOffers _ -> {}
            case VmbusMessage.UnloadResponse _ -> unloaded();
            case VmbusMessage.Rescind rescind -> channel(rescind.relid()).rescind();
            case VmbusMessage.OpenResult result -> channel(result.relid()).opened(result.openId(), result.status());
            case VmbusMessage.GpadlCreated created -> gpadlCreated(created);
            case VmbusMessage.GpadlTorndown tornDown -> gpadlTornDown(tornDown);
            default -> throw new GuestFault("not from a host: " + received);
        }
    }

    private void versionResponse(VmbusMessage.VersionResponse response) {
        VmbusVersion tried = trying;
        if (tried == null) throw new GuestFault("no version was asked for");
        trying = null;
        if (!response.supported() || response.state() != VmbusMessage.VersionResponse.CONNECTED) {
            tryNextVersion();
            return;
        }
        version = tried;
        if (tried.isAtLeast(VmbusVersion.V5_0)) connected().useConnection(response.selected());
        post(new VmbusMessage.RequestOffers());
    }

    private void offer(VmbusMessage.Offer offer) {
        int relid = offer.relid();
        if (relid <= 0 || relid >= Wire.CHANNELS || channels[relid] != null) {
            throw new GuestFault("channel number " + relid);
        }
        GuestChannel channel = new GuestChannel(this, offer);
        channels[relid] = channel;
        if (offer.channel().subchannel() == 0) findDriver(channel);
        else findPrimary(channel);
    }

    /** A subchannel goes to the driver of its device's first channel; without one it is of no use to anybody. */
    private void findPrimary(GuestChannel subchannel) {
        for (GuestChannel channel : present()) {
            if (channel.isPrimaryOf(subchannel)) {
                channel.add(subchannel);
                return;
            }
        }
    }

    private void findDriver(GuestChannel channel) {
        if (channel.driver() != null || channel.offer().subchannel() != 0) return;
        for (VmbusDriver driver : drivers) {
            if (isFree(driver) && driver.drives(channel.offer())) {
                channel.probe(driver);
                return;
            }
        }
    }

    private boolean isFree(VmbusDriver driver) {
        return present().stream().noneMatch(channel -> driver.equals(channel.driver()));
    }

    private void gpadlCreated(VmbusMessage.GpadlCreated created) {
        IntConsumer waiting = creating.remove(created.gpadl());
        if (waiting == null) throw new GuestFault("nobody waits for GPADL 0x%x".formatted(created.gpadl()));
        waiting.accept(created.status());
    }

    private void gpadlTornDown(VmbusMessage.GpadlTorndown tornDown) {
        Runnable waiting = tearingDown.remove(tornDown.gpadl());
        if (waiting == null) throw new GuestFault("nobody waits for GPADL 0x%x".formatted(tornDown.gpadl()));
        waiting.run();
    }

    /** The host has forgotten us: all memory is our own again. */
    private void unloaded() {
        if (version == null) throw new GuestFault("nothing was unloaded");
        version = null;
        List<GuestChannel> lost = present();
        List<Runnable> tornDown = List.copyOf(tearingDown.values());
        Arrays.fill(channels, null);
        creating.clear();
        tearingDown.clear();
        tornDown.forEach(Runnable::run);
        lost.forEach(GuestChannel::lose);
    }

    private List<GuestChannel> present() {
        return Arrays.stream(channels).filter(Objects::nonNull).toList();
    }

    private GuestChannel channel(int relid) {
        GuestChannel channel = relid < 0 || relid >= Wire.CHANNELS ? null : channels[relid];
        if (channel == null) throw new GuestFault("no channel " + relid);
        return channel;
    }

    private boolean speaksAtLeast(VmbusVersion wanted) {
        VmbusVersion now = version;
        return now != null && now.isAtLeast(wanted);
    }

    private GuestInterface connected() {
        GuestInterface now = hypervisor;
        if (now == null) throw new IllegalStateException("the bus was never connected");
        return now;
    }
}
