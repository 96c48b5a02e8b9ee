package viridian.offload.task;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.InternetChecksum;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv6;
import viridian.offload.wire.Tcp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;

/**
 * Cuts a large TCP send into segments, as an adapter with large send offload does (Windows Driver Kit, "Offloading the
 * Segmentation of Large TCP Packets"): every segment has the headers of the whole with all options, its own sequence
 * number, lengths and checksums. FIN and PSH stay for the last, CWR for the first.
 */
final class Segmenter {

    private static final int NOT_IN_LARGE_SENDS = Tcp.SYN | Tcp.RST | Tcp.URG;
    private static final int ONLY_LAST = Tcp.FIN | Tcp.PSH;
    private static final int ONLY_FIRST = Tcp.CWR;

    private final MemorySegment segment;
    private final Frame lent = new Frame();

    /** @param maxFrame of the segments, bytes */
    Segmenter(int maxFrame) {
        this.segment = MemorySegment.ofArray(new byte[maxFrame]);
    }

    /** Whether this is a large send: TCP data, not damaged, without flags that mean one segment only. */
    boolean canCut(TransportUnit unit, Frame frame) {
        return isSendable(unit, frame) && (unit.holdsSeed() || unit.isWhole());
    }

    /** Whether this can be cut, if its sender says that it is a large send. */
    boolean isSendable(TransportUnit unit, Frame frame) {
        if (!unit.isTcp()) return false;
        int header = headersLength(unit, frame);
        return header < segment.byteSize()
                && header < unit.headerAt() + unit.length()
                && (flags(unit, frame) & NOT_IN_LARGE_SENDS) == 0;
    }

    /** {@link #cut(TransportUnit, Frame, int, FrameSink)} into segments as long as can be. */
    boolean cut(TransportUnit unit, Frame frame, FrameSink receiver) {
        return cut(unit, frame, Integer.MAX_VALUE, receiver);
    }

    /**
     * Hands over the segments one after the other.
     *
     * @param segmentBytes of payload in each, at most
     * @return false if the receiver had no room for one of them
     */
    boolean cut(TransportUnit unit, Frame frame, int segmentBytes, FrameSink receiver) {
        int header = headersLength(unit, frame);
        int payload = unit.headerAt() + unit.length() - header;
        int most = Math.min(segmentBytes, (int) segment.byteSize() - header);
        MemorySegment.copy(frame.memory(), frame.offset(), segment, 0, header);
        boolean taken = true;
        for (int index = 0, done = 0; done < payload; index++, done += most) {
            int part = Math.min(most, payload - done);
            MemorySegment.copy(frame.memory(), frame.offset() + header + done, segment, header, part);
            writeNetworkHeader(unit, frame, header + part - Frame.HEADER_BYTES, index);
            writeTcpHeader(unit, frame, header + part, done, done + part == payload);
            taken &= receiver.accept(lent.lend(segment, 0, header + part, frame.tag()));
        }
        return taken;
    }

    private void writeNetworkHeader(TransportUnit unit, Frame frame, int packetLength, int index) {
        if (!unit.isIpv4()) {
            Ipv6.putPayloadLength(segment, Frame.HEADER_BYTES, packetLength - Ipv6.HEADER_BYTES);
            return;
        }
        long whole = frame.offset() + Frame.HEADER_BYTES;
        // The number counts on in its own half: the upper half is for packets an adapter built by itself.
        int first = Ipv4.identification(frame.memory(), whole);
        int identification = (first & 0x8000) | (first + index & 0x7FFF);
        Ipv4.rewrite(
                segment, Frame.HEADER_BYTES, packetLength, identification, Ipv4.flagsAndOffset(frame.memory(), whole));
    }

    private void writeTcpHeader(TransportUnit unit, Frame frame, int frameLength, int done, boolean last) {
        int flags = flags(unit, frame) & ~((last ? 0 : ONLY_LAST) | (done == 0 ? 0 : ONLY_FIRST));
        int sequence = Tcp.sequence(frame.memory(), frame.offset() + unit.headerAt()) + done;
        Tcp.rewrite(segment, unit.headerAt(), sequence, flags);
        int length = frameLength - unit.headerAt();
        int seed = InternetChecksum.add(unit.pseudoHeader(), length);
        int sum = InternetChecksum.add(seed, InternetChecksum.sum(segment, unit.headerAt(), length));
        BigEndian.putU16(segment, unit.checksumAt(), unit.checksum(sum));
    }

    /** Ethernet, IP and TCP headers, bytes. */
    private static int headersLength(TransportUnit unit, Frame frame) {
        return unit.headerAt() + Tcp.headerLength(frame.memory(), frame.offset() + unit.headerAt());
    }

    private static int flags(TransportUnit unit, Frame frame) {
        return Tcp.flags(frame.memory(), frame.offset() + unit.headerAt());
    }
}
