package viridian.synthetic.guest;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.InternetChecksum;
import viridian.synthetic.Bench;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.Unfinished;

/** TCP over IPv4 as a stack leaves it to an adapter, written by hand. */
public final class TcpFrame {

    public static final int HEADERS = 14 + 20 + 20;
    private static final int IP = 14;
    private static final int TCP = 34;

    private TcpFrame() {}

    /** A frame between two ports with so many bytes of payload; its TCP checksum is the sum of the pseudo-header. */
    public static MemorySegment bytes(int fromPort, int toPort, int payload, boolean sumsLength) {
        MemorySegment frame = MemorySegment.ofArray(new byte[HEADERS + payload]);
        BigEndian.putU48(frame, 0, Bench.address(2).bits());
        BigEndian.putU48(frame, 6, Bench.address(1).bits());
        BigEndian.putU16(frame, 12, 0x0800);
        BigEndian.putU16(frame, IP, 0x4500);
        BigEndian.putU16(frame, IP + 2, 40 + payload);
        BigEndian.putU16(frame, IP + 8, 0x4006);
        BigEndian.putU32(frame, IP + 12, 0x0A000001);
        BigEndian.putU32(frame, IP + 16, 0x0A000002);
        int header = InternetChecksum.sum(frame, IP, 20);
        BigEndian.putU16(frame, IP + 10, InternetChecksum.complement(header));
        BigEndian.putU16(frame, TCP, fromPort);
        BigEndian.putU16(frame, TCP + 2, toPort);
        BigEndian.putU16(frame, TCP + 12, 0x5010);
        for (int i = 0; i < payload; i++) BigEndian.putU8(frame, HEADERS + i, i * 7);
        int pseudo = InternetChecksum.add(InternetChecksum.sum(frame, IP + 12, 8), 6);
        BigEndian.putU16(frame, TCP + 16, sumsLength ? InternetChecksum.add(pseudo, 20 + payload) : pseudo);
        return frame;
    }

    /** A frame whose checksum is left open. */
    public static Frame open(int payload) {
        MemorySegment bytes = bytes(4000, 80, payload, true);
        return new Frame()
                .lend(bytes, 0, HEADERS + payload, Frame.UNTAGGED, Unfinished.checksum(TCP, false, false, false));
    }

    /** A large send in segments of {@code mss} bytes. */
    public static Frame large(int payload, int mss) {
        MemorySegment bytes = bytes(4000, 80, payload, false);
        return new Frame().lend(bytes, 0, HEADERS + payload, Frame.UNTAGGED, Unfinished.largeSend(mss, TCP, false));
    }

    /** A frame from one port to another with nothing left to do but what does not matter here. */
    public static Frame flow(int fromPort, int toPort) {
        MemorySegment bytes = bytes(fromPort, toPort, 20, true);
        return new Frame().lend(bytes, 0, HEADERS + 20, Frame.UNTAGGED);
    }

    /** Whether the checksum of the TCP segment from the frame's start on is right. */
    public static boolean isWhole(MemorySegment in, long at, int length) {
        int pseudo = InternetChecksum.add(InternetChecksum.sum(in, at + IP + 12, 8), 6);
        int sum = InternetChecksum.add(pseudo, length - TCP);
        sum = InternetChecksum.add(sum, InternetChecksum.sum(in, at + TCP, length - TCP));
        return InternetChecksum.complement(sum) == 0 && BigEndian.u16(in, at + IP + 2) == length - IP;
    }
}
