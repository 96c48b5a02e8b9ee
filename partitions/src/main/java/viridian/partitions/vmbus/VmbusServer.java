package viridian.partitions.vmbus;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.hypercall.EventPort;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.synic.SynIc;

/**
 * What the parent answers: the life of a connection, its channels and its shared memory, as a state machine that is moved
 * by the guest's messages, by devices that come and go, and by what devices answer. It belongs to whoever holds the bus.
 *
 * <p>Where a guest says what it may not, {@link GuestFault} leaves everything as it was; where it has asked something, the
 * answer is a failure. While a guest that has gone (or begins anew) is waited for to be out of all devices, nothing it says
 * counts but that it goes or begins anew.
 */
final class VmbusServer {

    private static final System.Logger LOG = System.getLogger(Vmbus.class.getName());

    private final Vmbus bus;
    private final Partition child;
    private final ChannelTable channels = new ChannelTable();
    private final HostMonitors monitors = new HostMonitors();
    private final HostGpadls gpadls;
    private Set<VmbusVersion> versions = EnumSet.allOf(VmbusVersion.class);
    private boolean offersRequested;
    private boolean isLeaving;
    /** What to answer when everybody is out: an unload, a new contact, or nothing. */
    private @Nullable VmbusMessage afterwards;

    /** The connection before, until there is another. */
    private @Nullable Connection left;

    private volatile @Nullable Connection connection;

    VmbusServer(Vmbus bus, Partition child) {
        this.bus = bus;
        this.child = child;
        gpadls = new HostGpadls(child.memory(), this::post, bus::answered);
    }

    // What channels need.

    Object lock() {
        return bus;
    }

    GuestMemory memory() {
        return child.memory();
    }

    HostGpadls gpadls() {
        return gpadls;
    }

    ChannelTable channels() {
        return channels;
    }

    HostMonitors monitors() {
        return monitors;
    }

    Answer newAnswer() {
        return new Answer(bus::answered);
    }

    /** Tells the guest something; one that has gone is told nothing. */
    void post(VmbusMessage message) {
        if (isLeaving) return;
        Connection now = connection == null ? left : connection;
        bus.post(message, now == null ? 0 : now.processor());
    }

    void watch(VmbusChannel channel) {
        bus.watch(channel);
    }

    void attendTo(int relid) {
        bus.attendTo(relid);
    }

    /** Wakes the guest for a channel. Any thread, and makes no object. */
    void signalGuest(int relid, int processor, int source) {
        Connection now = connection;
        if (now == null) return;
        if (now.version().isAtLeast(VmbusVersion.V2_4)) {
            child.processor(processor).synIc().signal(source, relid);
        } else {
            InterruptPage.raise(child.memory(), now.interruptPage(), InterruptPage.TO_GUEST, relid);
            child.processor(0).synIc().signal(Wire.INTERRUPT_SOURCE, 0);
        }
    }

    /**
     * The processor a guest means; a {@link GuestFault} if it has none such. Old guests cannot choose one, and version 0.13
     * has something else in that place.
     */
    int checkedProcessor(int processor) {
        Connection now = connection;
        if (now == null || !now.version().isAtLeast(VmbusVersion.V2_4)) return 0;
        if (processor == Wire.NO_PROCESSOR) return processor;
        if (processor >= 0 && processor < child.processors()) return processor;
        if (now.version().isAtLeast(VmbusVersion.V3_0)) throw new GuestFault("no processor " + processor);
        return 0;
    }

    // What the parent wants.

    @Nullable
    Connection connection() {
        return connection;
    }

    boolean offersRequested() {
        return offersRequested;
    }

    boolean isLeaving() {
        return isLeaving;
    }

    @Nullable
    VmbusMessage afterwards() {
        return afterwards;
    }

    void speak(Set<VmbusVersion> spoken) {
        versions = EnumSet.noneOf(VmbusVersion.class);
        versions.addAll(spoken);
    }

    /** Adds a device; whether there was room. One that was withdrawn a moment ago is the same one back again. */
    boolean offer(VmbusDevice device, ChannelOffer offer) {
        HostChannel before = channels.revoked(offer);
        if (before != null) {
            before.reoffer(device);
            return true;
        }
        return add(device, offer) != null;
    }

    private @Nullable HostChannel add(VmbusDevice device, ChannelOffer offer) {
        int relid = channels.free();
        if (relid == 0) return null;
        int monitor = monitors.take(device.monitorLatencyNanos());
        HostChannel channel = add(new HostChannel(this, device, offer, relid, monitor));
        if (offersRequested) tell(channel);
        return channel;
    }

    /** Gives a channel its number, its doorbell and its bit. */
    HostChannel add(HostChannel channel) {
        channels.put(channel);
        monitors.use(channel.monitor(), channel);
        child.connections().connect(channel.connection(), (EventPort) flag -> signal(channel.relid(), flag));
        return channel;
    }

    /** Notes a signal of the guest; on the guest's processor. */
    private HypercallStatus signal(int relid, int flag) {
        if (flag != 0) return HypercallStatus.INVALID_PARAMETER;
        bus.requestedFor(relid);
        return HypercallStatus.SUCCESS;
    }

    private void tell(HostChannel channel) {
        Connection now = connection;
        if (now == null || channel.state() != ChannelState.CLIENT_RELEASED) return;
        // Old guests count their channels in a byte.
        if (!now.version().isAtLeast(VmbusVersion.V2_4) && channel.relid() >= Wire.CHANNELS_BEFORE_2_4) return;
        monitors.describe(channel, child.memory(), now);
        channel.offered();
    }

    /** Takes a device away, its subchannels before it. */
    void withdraw(VmbusDevice device) {
        for (HostChannel channel : channels.all()) {
            if (channel.device().equals(device) && channel.offer().subchannel() == 0) withdraw(channel);
        }
        settle();
    }

    private void withdraw(HostChannel channel) {
        if (channel.state() == ChannelState.REVOKED) return;
        if (!channel.revoke()) remove(channel);
    }

    /** How many of so many further channels of a device could be added now. */
    int subchannelsToOffer(HostChannel primary, int count) {
        synchronized (bus) {
            return takesSubchannels(primary) ? Math.min(count, channels.freeCount()) : 0;
        }
    }

    private boolean takesSubchannels(HostChannel primary) {
        Connection now = connection;
        boolean isOpen = primary.state() == ChannelState.OPEN || primary.state() == ChannelState.OPENING;
        return now != null && now.version().isAtLeast(VmbusVersion.V3_0) && isOpen;
    }

    /** Adds what is missing of the subchannels 1 to {@code count} of an open device; how many that were. */
    int offerSubchannels(HostChannel primary, int count) {
        synchronized (bus) {
            if (!takesSubchannels(primary)) return 0;
            BitSet taken = new BitSet();
            for (HostChannel channel : channels.subchannels(primary))
                taken.set(channel.offer().subchannel());
            int added = 0;
            for (int index = taken.nextClearBit(1); index <= count; index = taken.nextClearBit(index + 1)) {
                ChannelOffer first = primary.offer();
                ChannelOffer next = new ChannelOffer(first.type(), first.instance(), index);
                if (add(primary.device(), next) == null) break;
                added++;
            }
            return added;
        }
    }

    /** The first channel of a device closes, and the others with it. */
    void withdrawSubchannels(HostChannel primary) {
        channels.subchannels(primary).forEach(this::withdraw);
    }

    private void remove(HostChannel channel) {
        gpadls.forgetChannel(channel.relid());
        monitors.free(channel.monitor());
        child.connections().disconnect(channel.connection());
        channels.remove(channel);
    }

    // What the guest wants.

    /** Does what a message asks for; a {@link GuestFault} if it is one that is ignored. */
    void handle(VmbusMessage received) {
        if (received instanceof VmbusMessage.InitiateContact) {
            leave(received);
            return;
        }
        Connection now = connection;
        if (isLeaving && received instanceof VmbusMessage.Unload) afterwards = received;
        if (now == null) throw new GuestFault("nothing is agreed on now");
        VmbusVersion since = VmbusMessage.since(received);
        if (since == null) throw new GuestFault("not from a guest: " + received);
        if (!now.version().isAtLeast(since)) throw new GuestFault(received + " in version " + now.version());
        switch (received) {
            case VmbusMessage.RequestOffers _ -> requestOffers();
            case VmbusMessage.Open open -> channels.known(open.relid()).open(request(open));
            case VmbusMessage.OpenReserved open -> channels.known(open.relid()).open(request(open));
            case VmbusMessage.Close close -> channels.known(close.relid()).close(false);
            case VmbusMessage.CloseReserved close ->
                channels.known(close.relid()).close(true);
            case VmbusMessage.GpadlHeader header -> gpadls.header(header, channels.known(header.relid()));
            case VmbusMessage.GpadlBody body -> gpadls.body(body, channels.known(gpadls.relidInProgress(body.gpadl())));
            case VmbusMessage.GpadlTeardown teardown -> gpadls.tearDown(teardown);
            case VmbusMessage.RelidReleased released -> released(channels.known(released.relid()));
            case VmbusMessage.ModifyChannel modify -> modifyChannel(modify, now.version());
            case VmbusMessage.TransportConnect connect -> transportConnect(connect, now.version());
            case VmbusMessage.Unload _ -> leave(received);
            default -> throw new GuestFault("not from a guest: " + received);
        }
    }

    private void requestOffers() {
        if (offersRequested) throw new GuestFault("offers were requested before");
        offersRequested = true;
        channels.all().forEach(this::tell);
        post(new VmbusMessage.AllOffers());
    }

    private static HostChannel.OpenRequest request(VmbusMessage.Open open) {
        return new HostChannel.OpenRequest(
                open.openId(),
                open.ringGpadl(),
                open.targetProcessor(),
                open.downstreamPage(),
                false,
                Wire.INTERRUPT_SOURCE);
    }

    private static HostChannel.OpenRequest request(VmbusMessage.OpenReserved open) {
        if (open.source() < 0 || open.source() >= SynIc.SOURCES) {
            throw new GuestFault("no interrupt source " + open.source());
        }
        return new HostChannel.OpenRequest(
                0, open.ringGpadl(), open.targetProcessor(), open.downstreamPage(), true, open.source());
    }

    private void released(HostChannel channel) {
        boolean isBack = channel.state() == ChannelState.REOFFERED;
        if (!channel.released()) return;
        remove(channel);
        if (isBack) add(channel.device(), channel.offer());
    }

    private void modifyChannel(VmbusMessage.ModifyChannel modify, VmbusVersion version) {
        int status = VmbusMessage.SUCCESS;
        try {
            channels.known(modify.relid()).move(modify.targetProcessor());
        } catch (GuestFault fault) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: not moved: {1}", child, fault.getMessage());
            status = VmbusMessage.UNSUCCESSFUL;
        }
        if (version.isAtLeast(VmbusVersion.V5_3)) post(new VmbusMessage.ModifyChannelResponse(modify.relid(), status));
    }

    /** Nobody here listens for a guest's sockets. */
    private void transportConnect(VmbusMessage.TransportConnect connect, VmbusVersion version) {
        if (!version.isAtLeast(VmbusVersion.V4_1)) throw new GuestFault(connect + " has no answer in " + version);
        post(new VmbusMessage.TransportResult(connect.endpoint(), connect.service(), VmbusMessage.REFUSED));
    }

    // The end of a connection, and the beginning of the next.

    /** The bus ends: everything the guest had is taken from it. */
    void end() {
        leave(null);
        channels.all().forEach(this::withdraw);
    }

    /** The guest has gone; {@code next} is answered once all devices have let it go. */
    private void leave(@Nullable VmbusMessage next) {
        Connection now = connection;
        left = now == null ? left : now;
        connection = null;
        offersRequested = false;
        isLeaving = true;
        afterwards = next;
        for (HostChannel channel : channels.all()) {
            if (channel.offer().subchannel() > 0) withdraw(channel);
        }
        for (HostChannel channel : channels.all()) {
            if (channel.state() == ChannelState.REVOKED) remove(channel);
            else channel.leave();
        }
        gpadls.leave();
        settle();
    }

    /** Takes what devices have answered meanwhile. */
    void takeAnswers() {
        channels.all().forEach(HostChannel::takeAnswer);
        gpadls.takeAnswers();
        settle();
    }

    private void settle() {
        if (!isLeaving || gpadls.isLeaving()) return;
        for (HostChannel channel : channels.all()) {
            if (channel.state().isLeaving()) return;
        }
        isLeaving = false;
        gpadls.clear();
        VmbusMessage next = afterwards;
        afterwards = null;
        if (next instanceof VmbusMessage.InitiateContact contact) {
            contact(contact);
        } else if (next != null && left != null && left.version().isAtLeast(VmbusVersion.V1_1)) {
            post(new VmbusMessage.UnloadResponse());
        }
    }

    private void contact(VmbusMessage.InitiateContact contact) {
        bus.discardMessages();
        left = null;
        VmbusVersion version = VmbusVersion.of(contact.version());
        if (version == null || !versions.contains(version)) {
            post(new VmbusMessage.VersionResponse(false, 0, 0));
            return;
        }
        try {
            connection = Connection.agree(version, contact, child);
            LOG.log(System.Logger.Level.DEBUG, "{0} speaks version {1} of the bus", child, version);
            boolean own = version.isAtLeast(VmbusVersion.V5_0);
            int selected = own ? Wire.MESSAGE_CONNECTION_5 : version.number();
            post(new VmbusMessage.VersionResponse(true, VmbusMessage.VersionResponse.CONNECTED, selected));
        } catch (GuestFault fault) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: no connection: {1}", child, fault.getMessage());
            boolean tells = version.isAtLeast(VmbusVersion.V2_4);
            post(new VmbusMessage.VersionResponse(tells, tells ? VmbusMessage.VersionResponse.FAILED : 0, 0));
        }
    }

    /** Takes over what was agreed elsewhere. */
    void restore(@Nullable Connection saved, boolean requested, boolean leaving, @Nullable VmbusMessage next) {
        connection = saved;
        left = saved;
        offersRequested = requested;
        isLeaving = leaving;
        afterwards = next;
    }

    /** Takes all devices off again; nobody knows of them yet. */
    List<VmbusDevice> takeDevices() {
        List<VmbusDevice> devices = new ArrayList<>();
        for (HostChannel channel : channels.all()) {
            devices.add(channel.device());
            remove(channel);
        }
        return devices;
    }

    /** Whether any guest was ever here: only a bus nobody has used takes over another's state. */
    boolean isUnused() {
        return connection == null
                && !isLeaving
                && channels.all().stream().allMatch(c -> c.state() == ChannelState.CLIENT_RELEASED);
    }
}
