package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.PacketHandler;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.partitions.vmbus.ring.RingReader;
import viridian.partitions.vmbus.ring.RingWriter;

/**
 * One end of a channel: a ring to write, a ring to read, and a signal each way. Host and guest use the same class; the
 * few methods only one of them can call say so.
 *
 * <p>How a device is used from end to end:
 *
 * <pre>
 *   host    partition.vmbus().offer(device)
 *   guest   client.register(driver), client.connect()
 *   guest   driver.probe(channel):  channel.onSignal(...); channel.open(128 * 1024, status -> ...)
 *   host    device.open(channel):   channel.onSignal(() -> channel.receive(this::packet, 64))
 *   guest   status 0: channel.establishGpadl(...), channel.send(...), channel.flush()
 *   host    packet:   channel.complete(packet.transactionId(), ...), and channel.flush() after the last one
 * </pre>
 *
 * <p>Packets written are seen by the other end after {@link #flush}, many at a time. A write that returns false found no
 * room; flush what is there, and the signal handler runs when there is room (guests before VMBus 2.4 do not ask for
 * that, they go on when the next packet arrives). A signal handler that stopped {@link #receive} at its limit is called
 * again by itself.
 *
 * <p>Writing (send…, complete, flush) belongs to one thread at a time, and so does receiving; the two may be different
 * threads. If the other end breaks the rules of the rings the channel stops: it sends and receives nothing more until
 * the guest closes it and opens it again.
 */
public final class VmbusChannel {

    private static final System.Logger LOG = System.getLogger(VmbusChannel.class.getName());
    private static final MemorySegment NO_PAYLOAD = MemorySegment.ofArray(new byte[0]);

    private final ChannelOffer offer;
    private final ChannelEnd end;
    private final ChannelCounters counters = new ChannelCounters();
    private volatile @Nullable Rings rings;
    private volatile Runnable onSignal = () -> {};
    private volatile @Nullable String fault;
    /** Null while nobody looks on. */
    private volatile @Nullable ChannelTap tap;

    private boolean hasReceived;

    private record Rings(RingWriter out, RingReader in) {}

    VmbusChannel(ChannelOffer offer, ChannelEnd end) {
        this.offer = offer;
        this.end = end;
    }

    /**
     * The host's end of a channel that hangs on no bus and is open from the start.
     *
     * <p>Whoever supplied it calls {@link #signalled} when the guest has signalled, or time and again; all on the one
     * thread that is this channel's processor.
     *
     * @throws GuestFault if the rings cannot be rings
     */
    public static VmbusChannel supplied(ChannelOffer offer, SuppliedChannel supplied) {
        VmbusChannel channel = new SuppliedEnd.Host(supplied).channel(offer);
        channel.start(supplied.ringToGuest(), supplied.ringToHost(), PacketType.TRANSFER_PAGES);
        return channel;
    }

    /**
     * The guest's end of a channel that hangs on no bus: opening it only takes the rings that are there, and sharing memory
     * only names it. See {@link #supplied} for who calls what.
     */
    public static VmbusChannel suppliedToGuest(ChannelOffer offer, SuppliedGuest supplied) {
        return new SuppliedEnd.Guest(supplied).channel(offer);
    }

    /** What went through this end. */
    public ChannelCounters counters() {
        return counters;
    }

    /** The device at the host's end. */
    public ChannelOffer offer() {
        return offer;
    }

    /** The memory of the guest, whichever end this is. */
    public GuestMemory memory() {
        return end.memory();
    }

    /** Whether packets can go: it was opened, and neither closed nor stopped since. */
    public boolean isOpen() {
        return rings != null;
    }

    /** What to do when the other end has written packets or made room; runs on this end's processor. */
    public void onSignal(Runnable handler) {
        onSignal = handler;
    }

    /**
     * Writes a packet whose payload is the whole message.
     *
     * @param transactionId the completion will repeat it
     * @return false if there is no room, or the channel is not open
     */
    public boolean send(MemorySegment payload, long at, int length, long transactionId, boolean completionRequested) {
        Rings now = rings;
        if (now == null) return false;
        try {
            return shown(
                    now, now.out.write(PacketType.IN_BAND, transactionId, completionRequested, payload, at, length));
        } catch (GuestFault fault) {
            return stop(fault);
        }
    }

    /** Answers a packet that asked for it; the payload may be empty. */
    public boolean complete(long transactionId, MemorySegment payload, long at, int length) {
        Rings now = rings;
        if (now == null) return false;
        try {
            return shown(now, now.out.write(PacketType.COMPLETION, transactionId, false, payload, at, length));
        } catch (GuestFault fault) {
            return stop(fault);
        }
    }

    /** Answers a packet that asked for it, with nothing. */
    public boolean complete(long transactionId) {
        return complete(transactionId, NO_PAYLOAD, 0, 0);
    }

    /**
     * The guest: writes a packet about ranges of its memory.
     *
     * @param stretches address and length in bytes of each range, one after the other
     * @param ranges how many ranges count; the host takes 64 of them and 256 KB
     */
    public boolean sendPages(
            long[] stretches,
            int ranges,
            MemorySegment payload,
            long at,
            int length,
            long transactionId,
            boolean completionRequested) {
        Rings now = rings;
        if (now == null) return false;
        try {
            return shown(
                    now,
                    now.out.writeDirect(stretches, ranges, transactionId, completionRequested, payload, at, length));
        } catch (GuestFault fault) {
            return stop(fault);
        }
    }

    /**
     * The host: writes a packet about ranges of a buffer the guest gave it.
     *
     * @param setId how the guest named the buffer
     * @param offsets where each range begins in the buffer
     * @param lengths bytes in each range
     * @param ranges how many ranges count
     */
    public boolean sendTransferPages(
            int setId,
            int[] offsets,
            int[] lengths,
            int ranges,
            MemorySegment payload,
            long at,
            int length,
            long transactionId,
            boolean completionRequested) {
        Rings now = rings;
        if (now == null) return false;
        try {
            return shown(
                    now,
                    now.out.writeTransferPages(
                            setId, offsets, lengths, ranges, transactionId, completionRequested, payload, at, length));
        } catch (GuestFault fault) {
            return stop(fault);
        }
    }

    /** Shows the other end what was written, and wakes it if it may be asleep. */
    public void flush() {
        Rings now = rings;
        if (now == null) return;
        try {
            if (now.out.publish()) end.signalPeer();
        } catch (GuestFault fault) {
            stop(fault);
        }
    }

    /**
     * Hands over packets that have arrived, at most {@code limit}.
     *
     * @return how many there were; 0 also if the channel is not open
     */
    public int receive(PacketHandler handler, int limit) {
        Rings now = rings;
        if (now == null) return 0;
        hasReceived = true;
        try {
            ChannelTap watched = tap;
            int count = now.in.read(watched == null ? handler : watched.before(handler), limit);
            if (now.in.mustSignal()) end.signalPeer();
            return count;
        } catch (GuestFault fault) {
            stop(fault);
            return 0;
        }
    }

    /** Bytes that packets may take now, for who wants to stop before a write fails; 0 if the channel is not open. */
    public int free() {
        Rings now = rings;
        if (now == null) return 0;
        try {
            return now.out.free();
        } catch (GuestFault fault) {
            stop(fault);
            return 0;
        }
    }

    /**
     * The host: the memory behind a handle the guest sent. The guest's wish to tear it down waits until
     * {@link #releaseGpadl} or the end of the channel.
     *
     * @throws GuestFault if there is no such GPADL on this channel, or it is not one stretch
     */
    public GuestPages gpadl(int handle) {
        return end.gpadl(handle);
    }

    /** The host: as {@link #gpadl}, for memory of several ranges, each with its own offset and length. */
    public List<GuestPages> gpadlRanges(int handle) {
        return end.gpadlRanges(handle);
    }

    /** The host: the memory behind a handle is not used any more. */
    public void releaseGpadl(int handle) {
        end.releaseGpadl(handle);
    }

    /**
     * The host: how many of so many further channels could be offered now. A device that has to promise them before it
     * offers them asks this first, on the processor on which it then offers.
     */
    public int subchannelsToOffer(int count) {
        return end.subchannelsToOffer(count);
    }

    /**
     * The host: offers the guest further channels of the same device, numbered from 1 on. They are opened and closed as the
     * first one is, and vanish when that closes.
     *
     * @param count how many there are to be in all
     * @return how many of them could be offered; guests before VMBus 3.0 know of none
     */
    public int offerSubchannels(int count) {
        return end.offerSubchannels(count);
    }

    /** The guest: opens the channel with signals to processor 0; see {@link #open(int, int, IntConsumer)}. */
    public void open(int ringBytes, IntConsumer opened) {
        open(ringBytes, 0, opened);
    }

    /**
     * The guest: opens the channel, with rings in memory of its own.
     *
     * @param ringBytes bytes of each of the two rings, control page included: whole pages, at least two
     * @param targetProcessor which of the guest's processors the host's signals interrupt; before VMBus 2.4 it is always 0
     * @param opened told the host's status, 0 for success
     */
    public void open(int ringBytes, int targetProcessor, IntConsumer opened) {
        end.open(ringBytes, targetProcessor, opened);
    }

    /**
     * The guest: shares memory with the host.
     *
     * @param gpa where it begins, page aligned
     * @param length in bytes, at most 8190 pages
     * @param created told the host's status, 0 for success; only then the handle can be sent
     * @return the handle
     */
    public int establishGpadl(long gpa, long length, IntConsumer created) {
        return end.establishGpadl(gpa, length, created);
    }

    /** The guest: takes shared memory back; it may be reused once {@code tornDown} has run. */
    public void tearDownGpadl(int handle, Runnable tornDown) {
        end.tearDownGpadl(handle, tornDown);
    }

    /** The guest: closes the channel, which can then be opened again. The host: stops it, until the guest does that. */
    public void close() {
        end.close();
    }

    /** The ring this end writes, null if the channel is not open. */
    ChannelReport.@Nullable RingReport ringOut() {
        Rings now = rings;
        return now == null ? null : new ChannelReport.RingReport(now.out.dataBytes(), now.out.used());
    }

    /** The ring this end reads, null if the channel is not open. */
    ChannelReport.@Nullable RingReport ringIn() {
        Rings now = rings;
        return now == null ? null : new ChannelReport.RingReport(now.in.dataBytes(), now.in.used());
    }

    /** Has somebody look on while packets go through this end; null for nobody. Any thread. */
    public void watch(@Nullable ChannelWatcher watcher, LongSupplier nanoTime) {
        tap = watcher == null ? null : new ChannelTap(offer, end.isHost(), watcher, nanoTime);
    }

    /** From now on packets go; a {@link GuestFault} if these are no rings. */
    void start(GuestPages out, GuestPages in, int refusedType) {
        rings = new Rings(
                new RingWriter(out, counters.sent()),
                new RingReader(in, end.direct(), refusedType, counters.received()));
    }

    /**
     * For who supplies a channel and polls it: {@link #signalled}, if the other end has written something.
     *
     * @return whether any of it was received
     */
    public boolean poll() {
        Rings now = rings;
        if (now == null) return false;
        try {
            if (now.in.available() == 0) return false;
        } catch (GuestFault broken) {
            return stop(broken);
        }
        signalled();
        return hasReceived;
    }

    /** Why the other end is not listened to any more, as a sentence; null if it has broken no rule. */
    public @Nullable String fault() {
        return fault;
    }

    /** From now on nothing goes. */
    void stop() {
        rings = null;
    }

    /** For who supplies a channel: the other end signalled, or may have; on this end's processor. */
    public void signalled() {
        Rings now = rings;
        if (now == null) return;
        counters.countSignal();
        hasReceived = false;
        try {
            onSignal.run();
        } catch (GuestFault fault) {
            stop(fault);
        }
        // A handler that does not receive waits for room to answer: only the other end can help it to that.
        if (hasReceived && now.in.hasMore() && isOpen()) end.comeBack();
    }

    private boolean shown(Rings now, boolean written) {
        ChannelTap watched = tap;
        if (written && watched != null) watched.written(now.out);
        return written;
    }

    private boolean stop(GuestFault fault) {
        if (rings != null) {
            this.fault = fault.getMessage();
            LOG.log(System.Logger.Level.WARNING, "{0} stopped: {1}", offer, fault.getMessage());
        }
        stop();
        return false;
    }
}
