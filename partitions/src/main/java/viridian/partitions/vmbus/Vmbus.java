package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import viridian.partitions.Doorbell;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.hypercall.EventPort;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.synic.SynIc;

/**
 * The parent's end of a child's bus (the counterpart of Linux drivers/hv/connection.c, channel_mgmt.c and channel.c):
 * offers devices, opens and closes their channels, keeps account of the memory the guest shares.
 *
 * <p>It has no thread: whatever the guest posts or signals is noted, and attended to on the parent's processor. Devices
 * are called from there, one call at a time, holding the bus; {@link #offer}, {@link #withdraw} and {@link #close} may
 * be called by any thread.
 *
 * <p>A message that is wrong is ignored, or answered with a failure where there is an answer; the guest's other channels
 * and all other guests go on.
 */
public final class Vmbus implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Vmbus.class.getName());

    /** Our choice: while more messages than this wait for the guest, nothing more is taken from it. */
    private static final int MAX_BACKLOG = 64;

    private final Partition child;
    private final Doorbell attention;
    private final GuestMessages messages;
    private final MemorySegment message = MemorySegment.ofArray(new byte[VmbusMessage.MAX_BYTES]);
    private final MemorySegment answer = MemorySegment.ofArray(new byte[VmbusMessage.MAX_BYTES]);
    private final AtomicLongArray signals = new AtomicLongArray(Wire.CHANNELS / Long.SIZE);
    /** By number; an array, because looking a number up must make no object. */
    private final @Nullable HostChannel[] channels = new HostChannel[Wire.CHANNELS];

    private final HostGpadls gpadls;
    private Set<VmbusVersion> versions = EnumSet.allOf(VmbusVersion.class);
    private boolean offersRequested;
    private boolean closed;
    private volatile @Nullable Connection connection;

    /** What a guest and its parent agreed on. */
    private record Connection(VmbusVersion version, int processor, long interruptPage) {}

    /** For {@link Partition}: the bus of a child whose devices run on {@code host}. */
    public Vmbus(Partition child, VirtualProcessor host) {
        this.child = child;
        attention = new Doorbell(host, this::attend);
        messages = new GuestMessages(attention::ring);
        gpadls = new HostGpadls(child.memory(), this::post);
        child.connections().connect(Wire.MESSAGE_CONNECTION, messages);
        child.connections().connect(Wire.MESSAGE_CONNECTION_5, messages);
        child.connections().connect(Wire.SHARED_EVENT_CONNECTION, (EventPort) this::sharedSignal);
        child.whenRoom(attention::ring);
    }

    /** Puts a device on the bus; the guest is told as soon as it asks, or at once if it has asked before. Any thread. */
    public synchronized void offer(VmbusDevice device) {
        if (closed || !add(device, device.offer())) throw new IllegalStateException("no room on the bus of " + child);
    }

    private boolean add(VmbusDevice device, ChannelOffer offer) {
        int relid = 1;
        while (relid < Wire.CHANNELS && channels[relid] != null) relid++;
        if (relid == Wire.CHANNELS) return false;
        HostChannel channel = new HostChannel(this, gpadls, device, offer, relid);
        channels[relid] = channel;
        child.connections().connect(channel.connection(), (EventPort) flag -> signal(channel.relid(), flag));
        if (offersRequested) post(channel.message());
        return true;
    }

    /** Adds what is missing of the subchannels 1 to {@code count} of an open device; how many that were. */
    synchronized int offerSubchannels(HostChannel primary, int count) {
        Connection now = connection;
        if (closed || now == null || !now.version.isAtLeast(VmbusVersion.V3_0) || !primary.isOpen()) return 0;
        BitSet taken = new BitSet();
        for (HostChannel channel : subchannels(primary))
            taken.set(channel.offer().subchannel());
        int added = 0;
        for (int index = taken.nextClearBit(1); index <= count; index = taken.nextClearBit(index + 1)) {
            ChannelOffer first = primary.offer();
            if (!add(primary.device(), new ChannelOffer(first.type(), first.instance(), index))) break;
            added++;
        }
        return added;
    }

    /** The first channel of a device closes, and the others with it. */
    void withdrawSubchannels(HostChannel primary) {
        subchannels(primary).forEach(this::withdraw);
    }

    private List<HostChannel> subchannels(HostChannel primary) {
        return present().stream()
                .filter(c -> c.device().equals(primary.device()) && c.offer().subchannel() > 0 && !c.isRevoked())
                .toList();
    }

    /** Takes a device off the bus; a guest that knows it is told. Any thread. */
    public synchronized void withdraw(VmbusDevice device) {
        // The primary takes its subchannels along.
        for (HostChannel channel : present()) {
            if (channel.device().equals(device) && channel.offer().subchannel() == 0 && !channel.isRevoked()) {
                withdraw(channel);
            }
        }
    }

    private void withdraw(HostChannel channel) {
        channel.shut();
        channel.revoke();
        if (offersRequested) post(new VmbusMessage.Rescind(channel.relid()));
        else remove(channel);
    }

    /** The versions spoken with this guest from its next connection on; all by default. */
    public synchronized void speak(Set<VmbusVersion> versions) {
        this.versions = EnumSet.copyOf(versions);
    }

    /** The version spoken, null while the guest is not connected. */
    public @Nullable VmbusVersion version() {
        Connection now = connection;
        return now == null ? null : now.version;
    }

    /** For {@link Partition}: closes every channel; nothing the guest does is attended to any more. */
    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }

    GuestMemory memory() {
        return child.memory();
    }

    /** Notes a signal of the guest; on the guest's processor. */
    private HypercallStatus signal(int relid, int flag) {
        if (flag != 0) return HypercallStatus.INVALID_PARAMETER;
        attendTo(relid);
        return HypercallStatus.SUCCESS;
    }

    /** Version 0.13: which channels is in the interrupt page. On the guest's processor. */
    private HypercallStatus sharedSignal(int flag) {
        if (flag != 0) return HypercallStatus.INVALID_PARAMETER;
        attention.ring();
        return HypercallStatus.SUCCESS;
    }

    /** Has a channel looked after on the parent's processor, later. Any thread. */
    void attendTo(int relid) {
        signals.getAndAccumulate(relid / Long.SIZE, 1L << relid, (old, bit) -> old | bit);
        attention.ring();
    }

    /** Wakes the guest for a channel. Any thread. */
    void signalGuest(int relid, int processor) {
        Connection now = connection;
        if (now == null) return;
        if (now.version.isAtLeast(VmbusVersion.V2_4)) {
            child.processor(processor).synIc().signal(Wire.INTERRUPT_SOURCE, relid);
        } else {
            InterruptPage.raise(child.memory(), now.interruptPage, InterruptPage.TO_GUEST, relid);
            child.processor(0).synIc().signal(Wire.INTERRUPT_SOURCE, 0);
        }
    }

    /** A {@link GuestFault} unless the guest has such a processor, or wants none. */
    void checkProcessor(int processor) {
        if (processor == Wire.NO_PROCESSOR) return;
        if (processor < 0 || processor >= child.processors()) throw new GuestFault("no processor " + processor);
    }

    private synchronized void attend() {
        if (closed) return;
        while (guestKeepsUp() && takeMessage()) {}
        takeSharedSignals();
        for (int word = 0; word < signals.length(); word++) {
            if (signals.get(word) != 0) signalled(word, signals.getAndSet(word, 0));
        }
    }

    private boolean guestKeepsUp() {
        Connection now = connection;
        int processor = now == null ? 0 : now.processor;
        return child.processor(processor).synIc().backlog(Wire.INTERRUPT_SOURCE) < MAX_BACKLOG;
    }

    private void takeSharedSignals() {
        Connection now = connection;
        if (now == null || now.version != VmbusVersion.V0_13) return;
        for (int word = 0; word < signals.length(); word++) {
            signalled(word, InterruptPage.take(child.memory(), now.interruptPage, InterruptPage.TO_HOST, word));
        }
    }

    private void signalled(int word, long bits) {
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            HostChannel channel = channels[word * Long.SIZE + Long.numberOfTrailingZeros(rest)];
            if (channel != null) channel.signalled();
        }
    }

    private boolean takeMessage() {
        int length = messages.take(message);
        if (length < 0) return false;
        try {
            handle(VmbusMessage.read(message, length));
        } catch (GuestFault fault) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: ignored a bus message: {1}", child, fault.getMessage());
        }
        return true;
    }

    private void handle(VmbusMessage received) {
        if (received instanceof VmbusMessage.InitiateContact contact) {
            initiateContact(contact);
            return;
        }
        Connection now = connection;
        if (now == null) throw new GuestFault("nothing was agreed on yet");
        switch (received) {
            case VmbusMessage.RequestOffers _ -> requestOffers();
            case VmbusMessage.Open open -> open(open);
            case VmbusMessage.Close close -> close(close);
            case VmbusMessage.GpadlHeader header -> gpadlHeader(header);
            case VmbusMessage.GpadlBody body -> gpadls.body(body);
            case VmbusMessage.GpadlTeardown teardown -> gpadls.tearDown(teardown);
            case VmbusMessage.RelidReleased released -> released(released);
            case VmbusMessage.ModifyChannel modify -> modifyChannel(modify, now.version);
            case VmbusMessage.Unload _ -> unload(now.version);
            default -> throw new GuestFault("not from a guest: " + received);
        }
    }

    private void initiateContact(VmbusMessage.InitiateContact contact) {
        disconnect();
        discardAnswers();
        VmbusVersion version = VmbusVersion.of(contact.version());
        if (version == null || !versions.contains(version)) {
            post(new VmbusMessage.VersionResponse(false, 0, 0));
            return;
        }
        try {
            connection = agree(version, contact);
            LOG.log(System.Logger.Level.DEBUG, "{0} speaks version {1} of the bus", child, version);
            boolean own = version.isAtLeast(VmbusVersion.V5_0);
            int selected = own ? Wire.MESSAGE_CONNECTION_5 : version.number();
            post(new VmbusMessage.VersionResponse(true, VmbusMessage.VersionResponse.CONNECTED, selected));
        } catch (GuestFault fault) {
            boolean tells = version.isAtLeast(VmbusVersion.V2_4);
            post(new VmbusMessage.VersionResponse(tells, tells ? VmbusMessage.VersionResponse.FAILED : 0, 0));
            throw fault;
        }
    }

    private Connection agree(VmbusVersion version, VmbusMessage.InitiateContact contact) {
        boolean chosen = version.isAtLeast(VmbusVersion.V3_0);
        int processor = chosen ? contact.targetProcessor() : 0;
        if (processor < 0 || processor >= child.processors()) throw new GuestFault("no processor " + processor);
        if (version.isAtLeast(VmbusVersion.V5_0)) {
            long source = contact.interruptPage() & 0xFF;
            if (source != Wire.INTERRUPT_SOURCE) throw new GuestFault("messages to interrupt source " + source);
        } else {
            checkPage(contact.interruptPage());
        }
        checkMonitorPages(contact);
        return new Connection(version, processor, contact.interruptPage());
    }

    /** Both are given or none; monitoring is not offered, so they are not used. */
    private void checkMonitorPages(VmbusMessage.InitiateContact contact) {
        if (contact.parentToChildPage() == 0 && contact.childToParentPage() == 0) return;
        if (contact.parentToChildPage() == 0 || contact.childToParentPage() == 0) {
            throw new GuestFault("only one monitor page");
        }
        checkPage(contact.parentToChildPage());
        checkPage(contact.childToParentPage());
    }

    private void checkPage(long gpa) {
        if (gpa % GuestMemory.PAGE_BYTES != 0) throw new GuestFault("no page begins at 0x%x".formatted(gpa));
        child.memory().check(gpa, GuestMemory.PAGE_BYTES);
    }

    private void requestOffers() {
        if (offersRequested) throw new GuestFault("offers were requested before");
        offersRequested = true;
        present().forEach(channel -> post(channel.message()));
        post(new VmbusMessage.AllOffers());
    }

    private void open(VmbusMessage.Open open) {
        HostChannel channel = channel(open.relid());
        if (channel.isOpen()) throw new GuestFault("channel %d is open".formatted(open.relid()));
        int status = VmbusMessage.SUCCESS;
        try {
            channel.open(open);
        } catch (GuestFault fault) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: refused to open: {1}", child, fault.getMessage());
            status = VmbusMessage.UNSUCCESSFUL;
        }
        post(new VmbusMessage.OpenResult(open.relid(), open.openId(), status));
        // The guest may have written before we were there to be signalled.
        if (channel.isOpen()) attendTo(open.relid());
    }

    private void close(VmbusMessage.Close close) {
        HostChannel channel = channel(close.relid());
        if (!channel.isOpen()) throw new GuestFault("channel %d is not open".formatted(close.relid()));
        channel.shut();
    }

    private void gpadlHeader(VmbusMessage.GpadlHeader header) {
        channel(header.relid());
        gpadls.header(header);
    }

    private void released(VmbusMessage.RelidReleased released) {
        HostChannel channel = channel(released.relid());
        if (!channel.isRevoked()) throw new GuestFault("channel %d was not rescinded".formatted(released.relid()));
        remove(channel);
    }

    private void modifyChannel(VmbusMessage.ModifyChannel modify, VmbusVersion version) {
        if (!version.isAtLeast(VmbusVersion.V4_1)) throw new GuestFault("channels cannot be moved in " + version);
        int status = VmbusMessage.SUCCESS;
        try {
            channel(modify.relid()).move(modify.targetProcessor());
        } catch (GuestFault fault) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: not moved: {1}", child, fault.getMessage());
            status = VmbusMessage.UNSUCCESSFUL;
        }
        if (version.isAtLeast(VmbusVersion.V5_3)) post(new VmbusMessage.ModifyChannelResponse(modify.relid(), status));
    }

    private void unload(VmbusVersion version) {
        releaseAll();
        if (version.isAtLeast(VmbusVersion.V1_1)) post(new VmbusMessage.UnloadResponse());
        connection = null;
    }

    private void disconnect() {
        releaseAll();
        connection = null;
    }

    private void releaseAll() {
        for (HostChannel channel : present()) {
            channel.shut();
            if (channel.isRevoked()) remove(channel);
        }
        gpadls.clear();
        offersRequested = false;
    }

    private void remove(HostChannel channel) {
        gpadls.forgetChannel(channel.relid());
        child.connections().disconnect(channel.connection());
        channels[channel.relid()] = null;
    }

    private HostChannel channel(int relid) {
        HostChannel channel = relid < 0 || relid >= Wire.CHANNELS ? null : channels[relid];
        if (channel == null || !offersRequested) throw new GuestFault("no channel " + relid);
        return channel;
    }

    private List<HostChannel> present() {
        return Arrays.stream(channels).filter(Objects::nonNull).toList();
    }

    /** Answers of a connection that is over mean nothing to the next one. */
    private void discardAnswers() {
        for (int i = 0; i < child.processors(); i++) child.processor(i).synIc().discard(Wire.INTERRUPT_SOURCE);
    }

    private void post(VmbusMessage toGuest) {
        int length = toGuest.write(answer);
        Connection now = connection;
        if (toGuest instanceof VmbusMessage.Offer && now != null && now.version == VmbusVersion.V0_13) {
            length = VmbusMessage.Offer.BYTES_0_13;
        }
        SynIc synIc = child.processor(now == null ? 0 : now.processor).synIc();
        synIc.post(Wire.INTERRUPT_SOURCE, Wire.MESSAGE_TYPE, answer, 0, length);
    }
}
