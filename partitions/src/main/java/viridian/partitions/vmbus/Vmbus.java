package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import viridian.partitions.Doorbell;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.hypercall.EventPort;
import viridian.partitions.hypercall.HypercallStatus;

/**
 * The parent's end of a child's bus (the counterpart of Linux drivers/hv/connection.c, channel_mgmt.c and channel.c):
 * offers devices, opens and closes their channels, keeps account of the memory the guest shares. What is answered to what
 * stands in {@link VmbusServer}; here is when, and on which thread.
 *
 * <p>It has no thread: whatever the guest posts or signals is noted, and attended to on the root's processor. Devices
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

    /** Our choice: so many messages are taken in one turn, so that other guests have theirs. */
    private static final int MESSAGES_PER_TURN = 64;

    private final Partition child;
    private final Doorbell attention;
    /** Has {@link #attention} rung as the guest asks for it: through every partition in between. */
    private final Runnable requested;

    private final GuestMessages messages;
    private final VmbusServer server;
    private final MemorySegment message = MemorySegment.ofArray(new byte[VmbusMessage.MAX_BYTES]);
    private final MemorySegment answer = MemorySegment.ofArray(new byte[VmbusMessage.MAX_BYTES]);
    private final AtomicLongArray signals = new AtomicLongArray(Wire.CHANNELS / Long.SIZE);
    private final AtomicBoolean hasAnswers = new AtomicBoolean();
    private boolean closed;
    /** The bus was saved and may go on elsewhere, or is about to go on here. */
    private boolean suspended;

    private @Nullable Watch<ChannelWatcher> channelWatch;
    private @Nullable Watch<MessageWatcher> messageWatch;

    /** Who looks on, and by which clock. */
    record Watch<W>(W watcher, LongSupplier nanoTime) {}

    /** For {@link Partition}: the bus of a child whose devices run on {@code host}. */
    public Vmbus(Partition child, VirtualProcessor host) {
        this.child = child;
        attention = new Doorbell(host, this::attend);
        requested = child.requests().to(attention);
        messages = new GuestMessages(requested);
        server = new VmbusServer(this, child);
        child.connections().connect(Wire.MESSAGE_CONNECTION, messages);
        child.connections().connect(Wire.MESSAGE_CONNECTION_5, messages);
        child.connections().connect(Wire.SHARED_EVENT_CONNECTION, (EventPort) this::sharedSignal);
        child.whenRoom(requested);
    }

    /**
     * Puts a device on the bus; the guest is told as soon as it asks, or at once if it has asked before. Any thread.
     *
     * @throws IllegalStateException if there is no room, or the bus is closed
     */
    public synchronized void offer(VmbusDevice device) {
        if (closed || !server.offer(device, device.offer())) {
            throw new IllegalStateException("no room on the bus of " + child);
        }
    }

    /** Takes a device off the bus; a guest that knows it is told. Any thread. */
    public synchronized void withdraw(VmbusDevice device) {
        server.withdraw(device);
    }

    /** The versions spoken with this guest from its next connection on; all by default. */
    public synchronized void speak(Set<VmbusVersion> versions) {
        server.speak(versions);
    }

    /** The version spoken, null while the guest is not connected. */
    public @Nullable VmbusVersion version() {
        Connection now = server.connection();
        return now == null ? null : now.version();
    }

    /** Every channel as it is now. */
    public synchronized List<ChannelReport> report() {
        HostGpadls gpadls = server.gpadls();
        VmbusVersion version = version();
        return server.channels().all().stream()
                .map(channel -> ChannelReport.of(channel, gpadls, version))
                .toList();
    }

    /**
     * Looks at the monitor pages of the guest: has those channels looked after whose signals wait there and have waited long
     * enough. To be called time and again while devices with a latency are offered ({@link VmbusDevice#monitorLatencyNanos});
     * {@link MonitorThread} does. Any thread.
     *
     * @param nanos the time now
     * @return the time to call again, {@link Long#MAX_VALUE} if there is nothing to look at for now
     */
    public synchronized long poll(long nanos) {
        Connection now = server.connection();
        if (closed || suspended || now == null || !now.hasMonitorPages()) return Long.MAX_VALUE;
        return server.monitors().poll(nanos, child.memory(), now);
    }

    /** Has somebody look on while packets go through any channel, null for nobody. Any thread. */
    public synchronized void watch(@Nullable ChannelWatcher watcher, LongSupplier nanoTime) {
        channelWatch = watcher == null ? null : new Watch<>(watcher, nanoTime);
        for (HostChannel channel : server.channels().all()) {
            VmbusChannel open = channel.channel();
            if (open != null) watch(open);
        }
    }

    void watch(VmbusChannel channel) {
        Watch<ChannelWatcher> now = channelWatch;
        if (now == null) channel.watch(null, () -> 0);
        else channel.watch(now.watcher, now.nanoTime);
    }

    /** Has somebody look on while the ends of the bus talk about channels, null for nobody. Any thread. */
    public synchronized void watchMessages(@Nullable MessageWatcher watcher, LongSupplier nanoTime) {
        messageWatch = watcher == null ? null : new Watch<>(watcher, nanoTime);
    }

    /** For a watcher: the memory behind a GPADL, if it is one stretch of a channel of this bus; null if not. */
    public synchronized @Nullable GuestPages shared(int gpadl) {
        return server.gpadls().shared(gpadl);
    }

    /**
     * Stops and gives everything needed to go on elsewhere over the same guest memory: connection, channels, shared memory,
     * messages on their way, the registers of the interrupt controllers, and what each device says of itself. From now on
     * nothing is attended to until {@link #resume}. Any thread.
     *
     * @return bytes of a versioned layout, for {@link #restore}
     */
    public synchronized byte[] save() {
        suspended = true;
        return new BusTransfer(server, child, messages).save().toBytes();
    }

    /**
     * Takes over what another bus was, over the same guest memory. The devices have been offered here before; channels of
     * those that have not are rescinded. Then {@link #resume}. Any thread.
     *
     * @throws IllegalArgumentException if these are no such bytes, or say what cannot be
     * @throws GuestFault if they do not fit the guest's memory; then, as above, no device is on this bus any more
     * @throws IllegalStateException if a guest was here already
     */
    public synchronized void restore(byte[] state) {
        BusState read = BusState.read(state);
        if (closed || !server.isUnused()) throw new IllegalStateException("the bus of " + child + " is in use");
        suspended = true;
        try {
            new BusTransfer(server, child, messages).restore(read);
        } catch (GuestFault | IllegalArgumentException refused) {
            server.end();
            suspended = false;
            throw refused;
        }
    }

    /** Goes on after {@link #save} or {@link #restore}: signals every open channel once, both ways. Any thread. */
    public synchronized void resume() {
        suspended = false;
        for (HostChannel channel : server.channels().all()) {
            if (channel.state() != ChannelState.OPEN) continue;
            channel.comeBack();
            channel.signalPeer();
        }
        attention.ring();
    }

    /** For {@link Partition}: closes every channel; nothing the guest does is attended to any more. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        server.end();
    }

    /** Version 0.13: which channels is in the interrupt page. On the guest's processor. */
    private HypercallStatus sharedSignal(int flag) {
        if (flag != 0) return HypercallStatus.INVALID_PARAMETER;
        requested.run();
        return HypercallStatus.SUCCESS;
    }

    /** The guest signalled a channel; on the guest's processor. */
    void requestedFor(int relid) {
        note(relid);
        requested.run();
    }

    /** Has a channel looked after on the root's processor, later. Any thread. */
    void attendTo(int relid) {
        note(relid);
        attention.ring();
    }

    private void note(int relid) {
        signals.getAndAccumulate(relid / Long.SIZE, 1L << relid, (old, bit) -> old | bit);
    }

    /** A device has answered something it was asked. Any thread. */
    void answered() {
        hasAnswers.set(true);
        attention.ring();
    }

    private synchronized void attend() {
        if (closed || suspended) return;
        if (hasAnswers.getAndSet(false)) server.takeAnswers();
        takeMessages();
        takeSharedSignals();
        for (int word = 0; word < signals.length(); word++) {
            if (signals.get(word) != 0) signalled(word, signals.getAndSet(word, 0));
        }
    }

    private void takeMessages() {
        for (int taken = 0; guestKeepsUp() && takeMessage(); taken++) {
            if (taken < MESSAGES_PER_TURN) continue;
            attention.ring();
            return;
        }
    }

    private boolean guestKeepsUp() {
        Connection now = server.connection();
        int processor = now == null ? 0 : now.processor();
        return child.processor(processor).synIc().backlog(Wire.INTERRUPT_SOURCE) < MAX_BACKLOG;
    }

    private void takeSharedSignals() {
        Connection now = server.connection();
        if (now == null || now.version().isAtLeast(VmbusVersion.V2_4)) return;
        for (int word = 0; word < signals.length(); word++) {
            signalled(word, InterruptPage.take(child.memory(), now.interruptPage(), InterruptPage.TO_HOST, word));
        }
    }

    private void signalled(int word, long bits) {
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            HostChannel channel = server.channels().at(word * Long.SIZE + Long.numberOfTrailingZeros(rest));
            if (channel != null) channel.signalled();
        }
    }

    private boolean takeMessage() {
        int length = messages.take(message);
        if (length < 0) return false;
        show(ChannelWatcher.Direction.TO_HOST, message, length);
        try {
            server.handle(VmbusMessage.read(message, length));
        } catch (GuestFault fault) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: ignored a bus message: {1}", child, fault.getMessage());
        }
        return true;
    }

    /** Answers of a connection that is over mean nothing to the next one. */
    void discardMessages() {
        for (int i = 0; i < child.processors(); i++) child.processor(i).synIc().discard(Wire.INTERRUPT_SOURCE);
    }

    /** Queues a message for one of the guest's processors. */
    void post(VmbusMessage toGuest, int processor) {
        int length = toGuest.write(answer);
        if (toGuest instanceof VmbusMessage.Offer && version() == VmbusVersion.V0_13) {
            length = VmbusMessage.Offer.BYTES_0_13;
        }
        show(ChannelWatcher.Direction.TO_GUEST, answer, length);
        child.processor(processor).synIc().post(Wire.INTERRUPT_SOURCE, Wire.MESSAGE_TYPE, answer, 0, length);
    }

    private void show(ChannelWatcher.Direction direction, MemorySegment bytes, int length) {
        Watch<MessageWatcher> now = messageWatch;
        if (now != null) now.watcher.message(direction, now.nanoTime.getAsLong(), bytes, length);
    }
}
