package viridian.offload.task;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.InternetChecksum;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv6;
import viridian.offload.wire.Tcp;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.Unfinished;

/**
 * Does in software what a frame's sender left to an adapter and noted beside it ({@link Unfinished}): fills in checksums,
 * cuts large sends. Only the note is believed, not the look of the checksum field.
 *
 * <p>Belongs to one thread at a time. The frame it is given is not changed: its memory may be a guest's.
 */
public final class FrameFinisher {

    private static final int NETWORK_AT = Frame.HEADER_BYTES;

    private final MemorySegment own;
    private final Frame finished = new Frame();
    private final TransportUnit unit = new TransportUnit();
    private final Segmenter segmenter;
    private final FinishingCounters counters;

    /**
     * @param maxFrame the longest frame to come of it, bytes without tag; a large send is cut into nothing longer
     * @param counters told of what is done
     */
    public FrameFinisher(int maxFrame, FinishingCounters counters) {
        this.own = MemorySegment.ofArray(new byte[maxFrame]);
        this.segmenter = new Segmenter(maxFrame);
        this.counters = counters;
    }

    /**
     * Hands on what becomes of a frame: itself if nothing is left to be done, a finished copy, or the segments of a large
     * send.
     *
     * @return false if not all of it was taken, or it cannot be finished: the note does not fit what is in the frame
     */
    public boolean finish(Frame frame, FrameSink to) {
        long work = frame.unfinished();
        if (work == Unfinished.NOTHING) return to.accept(frame);
        if (Unfinished.isLargeSend(work)) return cut(frame, Unfinished.segmentBytes(work), to);
        if (frame.length() > own.byteSize()) return refuse();
        frame.copyTo(own, 0);
        boolean done = (!Unfinished.wantsIpHeader(work) || fillIpHeader(frame))
                && (!Unfinished.wantsTransport(work) || fillTransport(frame, work));
        if (!done) return refuse();
        counters.countFinished();
        return to.accept(finished.lend(own, 0, frame.length(), frame.tag()));
    }

    private boolean cut(Frame frame, int segmentBytes, FrameSink to) {
        if (segmentBytes < 1 || !unit.read(frame) || !segmenter.isSendable(unit, frame)) return refuse();
        counters.countCut();
        return segmenter.cut(unit, frame, segmentBytes, to);
    }

    private boolean refuse() {
        counters.countRefused();
        return false;
    }

    private boolean fillIpHeader(Frame frame) {
        if (frame.etherType() != Ipv4.ETHER_TYPE || !Ipv4.isHeader(own, NETWORK_AT, frame.length() - NETWORK_AT)) {
            return false;
        }
        Ipv4.rewrite(
                own,
                NETWORK_AT,
                Ipv4.totalLength(own, NETWORK_AT),
                Ipv4.identification(own, NETWORK_AT),
                Ipv4.flagsAndOffset(own, NETWORK_AT));
        return true;
    }

    /** The field holds the pseudo-header's sum: summed with all the rest it gives the checksum, whatever headers lie before. */
    private boolean fillTransport(Frame frame, long work) {
        int from = Unfinished.transportAt(work);
        if (from == 0) from = unit.read(frame) ? unit.headerAt() : frame.length();
        int field = from + (Unfinished.isUdp(work) ? Udp.CHECKSUM : Tcp.CHECKSUM);
        int end = packetEnd(frame);
        if (from < NETWORK_AT || field + 2 > end) return false;
        int sum = InternetChecksum.sum(own, from, end - from);
        BigEndian.putU16(own, field, Unfinished.isUdp(work) ? Udp.checksum(sum) : InternetChecksum.complement(sum));
        return true;
    }

    /** Where the IP packet ends: what pads a short frame is not summed. */
    private int packetEnd(Frame frame) {
        int available = frame.length() - NETWORK_AT;
        int packet = switch (frame.etherType()) {
            case Ipv4.ETHER_TYPE ->
                Ipv4.isHeader(own, NETWORK_AT, available) ? Ipv4.totalLength(own, NETWORK_AT) : available;
            case Ipv6.ETHER_TYPE ->
                Ipv6.isWellFormed(own, NETWORK_AT, available)
                        ? Ipv6.HEADER_BYTES + Ipv6.payloadLength(own, NETWORK_AT)
                        : available;
            default -> available;
        };
        return NETWORK_AT + Math.min(packet, available);
    }
}
