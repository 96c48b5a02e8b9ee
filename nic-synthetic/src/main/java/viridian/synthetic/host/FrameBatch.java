package viridian.synthetic.host;

import viridian.offload.task.FinishingCounters;
import viridian.offload.task.FrameFinisher;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.rndis.ChecksumInfo;
import viridian.synthetic.rndis.PacketId;
import viridian.synthetic.rndis.PacketInfo;
import viridian.synthetic.rss.FlowHash;
import viridian.synthetic.rss.HashTypes;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.Unfinished;

/**
 * Frames put into the guest's memory that the next packet will announce: a chain of suballocations. What a frame's sender
 * left undone the guest is told, if it has said that it looks there; otherwise it is done here.
 *
 * <p>Guarded by its owner.
 */
final class FrameBatch {

    private final Suballocations memory;
    private final ReceiveBuffer buffer;
    private final int channel;
    private final TaskOffloads offloads;
    private final FrameFinisher finisher;
    private final FrameSink finished = new Finished();
    private final PacketInfo info = new PacketInfo();

    private final int[] offsets;
    private final int[] lengths;
    private int ranges;
    private int frames;
    private long bytes;
    private int first;
    private int last;
    private int frameNumber;

    /**
     * An empty batch.
     *
     * @param ringRanges ranges that go into the ring at once
     */
    FrameBatch(Suballocations memory, int channel, Agreement agreed, TaskOffloads offloads, int ringRanges) {
        this.memory = memory;
        this.buffer = memory.buffer();
        this.channel = channel;
        this.offloads = offloads;
        int limit = Math.min(agreed.ranges(), ringRanges);
        offsets = new int[limit];
        lengths = new int[limit];
        finisher = new FrameFinisher(agreed.mtu(), new FinishingCounters());
    }

    /** The memory frames are put into. */
    Suballocations memory() {
        return memory;
    }

    boolean isEmpty() {
        return ranges == 0;
    }

    /** What the packet is to be known by. */
    int first() {
        return first;
    }

    int[] offsets() {
        return offsets;
    }

    int[] lengths() {
        return lengths;
    }

    int ranges() {
        return ranges;
    }

    /** The packet was written: begins anew. */
    void sent(AdapterCounters counters) {
        counters.countSent(frames, bytes);
        if (ranges != frames) counters.countCopies(ranges - frames, 0);
        clear();
    }

    private void clear() {
        ranges = 0;
        frames = 0;
        bytes = 0;
    }

    /** Gives all memory back; the frames in it are lost. */
    void abandon(AdapterCounters counters) {
        if (ranges > 0) {
            buffer.putBackChain(channel, first);
            counters.countDroppedSending(frames);
        }
        memory.putBackRest();
        clear();
    }

    /** Whether a frame's ranges find room beside those that are there. */
    boolean hasRoomFor(Frame frame) {
        long work = frame.unfinished();
        int needed = parts(frame);
        if (Unfinished.isLargeSend(work)) needed = Math.max(needed, frame.length() / Unfinished.segmentBytes(work) + 1);
        return ranges + needed <= offsets.length;
    }

    private int parts(Frame frame) {
        int bytes = memory.frameBytes();
        return frame.length() <= bytes ? 1 : (frame.length() + bytes - 1) / bytes;
    }

    /** Puts a frame in; false if there is no room. */
    boolean put(Frame frame, int tag, long hashed) {
        info.clear().putTag(tag);
        if (hashed != FlowHash.NONE) {
            info.putHash(FlowHash.hash(hashed)).putHashInfo(FlowHash.type(hashed) | HashTypes.TOEPLITZ);
        }
        long work = frame.unfinished();
        return work == Unfinished.NOTHING ? putWhole(frame) != ReceiveBuffer.NONE : putUnfinished(frame, work);
    }

    private boolean putUnfinished(Frame frame, long work) {
        NdisOffload now = offloads.current();
        boolean isIpv6 = Unfinished.isIpv6(work);
        int looksAt = isIpv6 ? now.ipv6Receive() : now.ipv4Receive();
        boolean isLooking = (looksAt & (Unfinished.isUdp(work) ? NdisOffload.UDP : NdisOffload.TCP)) != 0;
        // It has not been on any wire: nothing can have happened to it.
        if (isLooking) info.putChecksum(Unfinished.isUdp(work) ? ChecksumInfo.UDP_GOOD : ChecksumInfo.TCP_GOOD);
        if (Unfinished.isLargeSend(work)) {
            boolean takesParts = isLooking && (isIpv6 ? now.ipv6Coalescing() : now.ipv4Coalescing());
            return takesParts ? putInParts(frame) : finisher.finish(frame, finished);
        }
        boolean mayStayOpen = isLooking && Unfinished.wantsTransport(work);
        return mayStayOpen ? putOpen(frame, work) : finisher.finish(frame, finished);
    }

    /** With its checksum open: the guest knows that it need not look. An IPv4 header is always looked at. */
    private boolean putOpen(Frame frame, long work) {
        if (!Unfinished.isUdp(work)) info.putChecksum(ChecksumInfo.TCP_GOOD | ChecksumInfo.TCP_VALUE_INVALID);
        int suballocation = putWhole(frame);
        if (suballocation == ReceiveBuffer.NONE) return false;
        return !Unfinished.wantsIpHeader(work) || memory.finishHeader(suballocation, frame, frame.length());
    }

    private int putWhole(Frame frame) {
        if (ranges == offsets.length || frame.length() > memory.frameBytes()) return ReceiveBuffer.NONE;
        int suballocation = memory.take();
        if (suballocation == ReceiveBuffer.NONE) return ReceiveBuffer.NONE;
        append(suballocation, memory.write(suballocation, info, frame.memory(), frame.offset(), frame.length()));
        countFrame(frame.length());
        return suballocation;
    }

    /** A large send as if it had been put together from segments: over as many suballocations as it needs, all of one packet. */
    private boolean putInParts(Frame frame) {
        int parts = parts(frame);
        if (ranges + parts > offsets.length || !memory.reserve(parts)) return false;
        info.putChecksum(ChecksumInfo.TCP_GOOD | ChecksumInfo.TCP_VALUE_INVALID | ChecksumInfo.IP_GOOD);
        int number = frameNumber++;
        int bytes = memory.frameBytes();
        for (int part = 0; part < parts; part++) {
            int at = part * bytes;
            if (parts > 1) info.putPacketId(PacketId.of(flags(part, parts), number));
            int suballocation = memory.take();
            int length = Math.min(bytes, frame.length() - at);
            append(suballocation, memory.write(suballocation, info, frame.memory(), frame.offset() + at, length));
            if (part == 0) memory.finishHeader(suballocation, frame, frame.length());
            info.clear();
        }
        countFrame(frame.length());
        return true;
    }

    private static int flags(int part, int parts) {
        int flags = PacketId.IN_PARTS;
        if (part == 0) flags |= PacketId.FIRST;
        return part == parts - 1 ? flags | PacketId.LAST : flags;
    }

    private void append(int suballocation, int length) {
        offsets[ranges] = buffer.offset(suballocation);
        lengths[ranges] = length;
        if (ranges == 0) {
            first = suballocation;
            buffer.beginChain(suballocation);
        } else {
            buffer.extendChain(last, suballocation);
        }
        last = suballocation;
        ranges++;
    }

    private void countFrame(int bytes) {
        frames++;
        this.bytes += bytes;
    }

    /** Takes what becomes of a frame that was finished here. */
    private final class Finished implements FrameSink {

        @Override
        public boolean accept(Frame frame) {
            return putWhole(frame) != ReceiveBuffer.NONE;
        }

        @Override
        public void flush() {}
    }
}
