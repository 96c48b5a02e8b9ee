package viridian.partitions.vmbus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.PacketType;

/**
 * The parent's side of one channel: its number, where it is in its life ({@link ChannelState}), and its rings. Belongs to
 * whoever holds the bus, except for {@link #signalPeer} and {@link #comeBack}.
 */
final class HostChannel implements ChannelEnd {

    private static final System.Logger LOG = System.getLogger(Vmbus.class.getName());

    private final VmbusServer server;
    private final ChannelOffer offer;
    private final int relid;
    private final int monitor;
    private final Deque<Integer> held = new ArrayDeque<>();
    private VmbusDevice device;
    private volatile ChannelState state = ChannelState.CLIENT_RELEASED;
    private @Nullable VmbusChannel channel;
    /** How the guest wants it open, or wants it opened again once it is closed. */
    private @Nullable OpenRequest request;

    private @Nullable OpenRequest reopen;
    private @Nullable Answer answer;
    private volatile int targetProcessor;
    private volatile int source = Wire.INTERRUPT_SOURCE;

    /**
     * What a guest says when it opens a channel.
     *
     * @param reserved a channel that is opened so is not answered, and its signals go to an interrupt source of its own
     */
    record OpenRequest(
            int openId, int ringGpadl, int targetProcessor, int downstreamPage, boolean reserved, int source) {}

    /** A channel of a device, its first one or another; the monitor is {@link MonitorPages#NONE} or a number. */
    HostChannel(VmbusServer server, VmbusDevice device, ChannelOffer offer, int relid, int monitor) {
        this.server = server;
        this.device = device;
        this.offer = offer;
        this.relid = relid;
        this.monitor = monitor;
    }

    ChannelOffer offer() {
        return offer;
    }

    VmbusDevice device() {
        return device;
    }

    int relid() {
        return relid;
    }

    int monitor() {
        return monitor;
    }

    ChannelState state() {
        return state;
    }

    int targetProcessor() {
        return targetProcessor;
    }

    @Nullable
    OpenRequest request() {
        return request;
    }

    @Nullable
    OpenRequest reopen() {
        return reopen;
    }

    /** The channel as its device has it, null while it has none. */
    @Nullable
    VmbusChannel channel() {
        return channel;
    }

    /** The connection by which the guest signals this channel. To the guest it is a number. */
    int connection() {
        return relid | Wire.INTERRUPT_SOURCE << 12;
    }

    /** The guest is told of the channel. */
    void offered() {
        state = ChannelState.CLOSED;
        server.post(new VmbusMessage.Offer(offer, relid, connection(), monitor, true));
    }

    /** The guest opens the channel; a {@link GuestFault} if it may not now. */
    void open(OpenRequest wanted) {
        switch (state) {
            case CLOSED -> begin(wanted);
            case CLOSING -> {
                reopen = wanted;
                state = ChannelState.CLOSING_REOPEN;
            }
            default -> throw cannot("be opened");
        }
    }

    private void begin(OpenRequest wanted) {
        request = wanted;
        try {
            prepare(wanted);
            Answer awaited = server.newAnswer();
            answer = awaited;
            state = ChannelState.OPENING;
            device.open(opening(), awaited);
        } catch (GuestFault fault) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: refused to open: {1}", offer, fault.getMessage());
            refused();
            return;
        }
        takeAnswer();
    }

    private VmbusChannel opening() {
        VmbusChannel now = channel;
        if (now == null) throw new IllegalStateException(offer + " has no rings");
        return now;
    }

    /** Makes a channel of the rings; a {@link GuestFault} if they are none. */
    private void prepare(OpenRequest wanted) {
        targetProcessor = server.checkedProcessor(wanted.targetProcessor());
        source = wanted.source();
        VmbusChannel made = new VmbusChannel(offer, this);
        GuestPages rings = gpadl(wanted.ringGpadl());
        long split = (wanted.downstreamPage() & 0xFFFF_FFFFL) * GuestMemory.PAGE_BYTES;
        if (!rings.isPageAligned() || split >= rings.length()) {
            throw new GuestFault("rings of %d and %d bytes".formatted(split, rings.length() - split));
        }
        made.start(rings.part(split, rings.length() - split), rings.part(0, split), PacketType.TRANSFER_PAGES);
        server.watch(made);
        channel = made;
    }

    /** Goes on where the device has answered; nothing happens if it has not. */
    void takeAnswer() {
        Answer given = answer;
        if (given == null || !given.isGiven()) return;
        answer = null;
        switch (state) {
            case OPENING, OPENING_CLIENT_RELEASE -> deviceOpened(given.status());
            case CLOSING, CLOSING_REOPEN, CLOSING_CLIENT_RELEASE -> deviceClosed();
            default -> throw new IllegalStateException(offer + " was asked nothing");
        }
    }

    private void deviceOpened(int status) {
        boolean isWanted = state == ChannelState.OPENING;
        if (status != VmbusMessage.SUCCESS) {
            refused();
        } else if (isWanted) {
            state = ChannelState.OPEN;
            answerOpen(VmbusMessage.SUCCESS);
            // The guest may have written before we were there to be signalled.
            comeBack();
        } else {
            beginClosing(ChannelState.CLOSING_CLIENT_RELEASE);
        }
    }

    private void refused() {
        boolean isWanted = state == ChannelState.OPENING || state == ChannelState.CLOSED;
        answer = null;
        end();
        state = isWanted ? ChannelState.CLOSED : ChannelState.CLIENT_RELEASED;
        if (isWanted) answerOpen(VmbusMessage.UNSUCCESSFUL);
        request = null;
    }

    private void answerOpen(int status) {
        OpenRequest answered = request;
        if (answered == null || answered.reserved()) return;
        server.post(new VmbusMessage.OpenResult(relid, answered.openId(), status));
    }

    /** The guest closes the channel; a {@link GuestFault} if it is not open. */
    void close(boolean reserved) {
        OpenRequest now = request;
        if (state != ChannelState.OPEN || now == null || now.reserved() != reserved) throw cannot("be closed");
        beginClosing(ChannelState.CLOSING);
    }

    private void beginClosing(ChannelState closing) {
        state = closing;
        if (offer.subchannel() == 0) server.withdrawSubchannels(this);
        Answer awaited = server.newAnswer();
        answer = awaited;
        device.close(opening(), () -> awaited.accept(VmbusMessage.SUCCESS));
        takeAnswer();
    }

    private void deviceClosed() {
        ChannelState was = state;
        OpenRequest closed = request;
        end();
        request = null;
        state = was == ChannelState.CLOSING_CLIENT_RELEASE ? ChannelState.CLIENT_RELEASED : ChannelState.CLOSED;
        if (state == ChannelState.CLOSED && closed != null && closed.reserved()) {
            server.post(new VmbusMessage.CloseReservedResponse(relid));
        }
        OpenRequest next = reopen;
        reopen = null;
        if (was == ChannelState.CLOSING_REOPEN && next != null) begin(next);
    }

    /** From now on nobody uses rings or memory. */
    private void end() {
        VmbusChannel ended = channel;
        channel = null;
        if (ended != null) ended.stop();
        held.forEach(handle -> server.gpadls().release(relid, handle));
        held.clear();
    }

    /** The device is withdrawn: it is closed when this returns. Whether the guest still has to let go of the number. */
    boolean revoke() {
        ChannelState was = state;
        VmbusChannel now = channel;
        if (was == ChannelState.OPEN && offer.subchannel() == 0) server.withdrawSubchannels(this);
        if (now != null && (was == ChannelState.OPEN || answersOpening(was))) device.close(now);
        answer = null;
        if (was == ChannelState.OPENING) answerOpen(VmbusMessage.UNSUCCESSFUL);
        if (was == ChannelState.CLOSING_REOPEN) {
            request = reopen;
            answerOpen(VmbusMessage.UNSUCCESSFUL);
        }
        request = null;
        reopen = null;
        end();
        server.gpadls().revoke(relid);
        state = was.isKnownToGuest() ? ChannelState.REVOKED : ChannelState.CLIENT_RELEASED;
        if (was.isKnownToGuest() && !was.isRevoked()) server.post(new VmbusMessage.Rescind(relid));
        return was.isKnownToGuest();
    }

    private static boolean answersOpening(ChannelState state) {
        return state == ChannelState.OPENING || state == ChannelState.OPENING_CLIENT_RELEASE;
    }

    /** The device is back before the guest has let go of the number. */
    void reoffer(VmbusDevice again) {
        device = again;
        state = ChannelState.REOFFERED;
    }

    /** The guest lets go of the number; a {@link GuestFault} if it may not now. Whether the channel is gone by that. */
    boolean released() {
        switch (state) {
            case REVOKED, REOFFERED -> {
                return true;
            }
            case CLOSED -> {
                state = ChannelState.CLIENT_RELEASED;
                server.gpadls().forgetChannel(relid);
            }
            case CLOSING -> state = ChannelState.CLOSING_CLIENT_RELEASE;
            default -> throw cannot("be let go of");
        }
        return false;
    }

    /** The guest has gone. */
    void leave() {
        reopen = null;
        switch (state) {
            case CLOSED, REOFFERED -> state = ChannelState.CLIENT_RELEASED;
            case OPENING -> state = ChannelState.OPENING_CLIENT_RELEASE;
            case OPEN -> beginClosing(ChannelState.CLOSING_CLIENT_RELEASE);
            case CLOSING, CLOSING_REOPEN -> state = ChannelState.CLOSING_CLIENT_RELEASE;
            default -> {}
        }
    }

    /** The guest wants its signals on another processor; a {@link GuestFault} if that cannot be. */
    void move(int processor) {
        if (state != ChannelState.OPEN || processor == Wire.NO_PROCESSOR) throw cannot("be moved");
        targetProcessor = server.checkedProcessor(processor);
    }

    /** Takes a state over as it was saved: one in which nobody has the channel open. */
    void restore(ChannelState saved) {
        state = saved;
    }

    /** Takes a channel over that was open, and the device with it; a {@link GuestFault} if its rings are none any more. */
    void resume(OpenRequest saved, int processor, byte[] deviceState) {
        request = saved;
        state = ChannelState.OPEN;
        prepare(saved);
        try {
            targetProcessor = server.checkedProcessor(processor);
            device.restore(opening(), deviceState);
        } catch (GuestFault | IllegalArgumentException refused) {
            // A device that did not take the channel is not asked to let go of it.
            end();
            throw refused;
        }
    }

    /** The guest signalled. */
    void signalled() {
        VmbusChannel now = channel;
        if (now != null && state == ChannelState.OPEN) now.signalled();
    }

    private GuestFault cannot(String what) {
        return new GuestFault("%s cannot %s while it is %s".formatted(offer, what, state));
    }

    @Override
    public GuestMemory memory() {
        return server.memory();
    }

    @Override
    public boolean isHost() {
        return true;
    }

    @Override
    public void signalPeer() {
        int processor = targetProcessor;
        if (processor != Wire.NO_PROCESSOR) server.signalGuest(relid, processor, source);
    }

    @Override
    public void comeBack() {
        server.attendTo(relid);
    }

    @Override
    public void close() {
        VmbusChannel now = channel;
        if (now != null) now.stop();
    }

    @Override
    public int subchannelsToOffer(int count) {
        return server.subchannelsToOffer(this, count);
    }

    @Override
    public int offerSubchannels(int count) {
        if (offer.subchannel() != 0) throw new IllegalStateException("%s has no subchannels".formatted(offer));
        return server.offerSubchannels(this, count);
    }

    @Override
    public GuestPages gpadl(int handle) {
        List<GuestPages> ranges = gpadlRanges(handle);
        if (ranges.size() == 1) return ranges.getFirst();
        releaseGpadl(handle);
        throw new GuestFault("GPADL 0x%x has %d ranges".formatted(handle, ranges.size()));
    }

    @Override
    public List<GuestPages> gpadlRanges(int handle) {
        synchronized (server.lock()) {
            HostGpadl gpadl = server.gpadls().hold(relid, handle);
            held.add(handle);
            return gpadl.ranges();
        }
    }

    @Override
    public void releaseGpadl(int handle) {
        synchronized (server.lock()) {
            if (held.removeFirstOccurrence(handle)) server.gpadls().release(relid, handle);
        }
    }
}
