package viridian.synthetic.fuzz;

import static viridian.partitions.LittleEndian.putI32;

import java.lang.foreign.MemorySegment;
import viridian.synthetic.Bench;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

/** RNDIS messages that are as they should be ([MS-RNDIS] section 2.2). */
final class RndisBytes {

    private RndisBytes() {}

    private static MemorySegment words(int... words) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[4 * words.length]);
        for (int i = 0; i < words.length; i++) putI32(bytes, 4L * i, words[i]);
        return bytes;
    }

    static MemorySegment initialize(int request) {
        return words(2, 24, request, 1, 0, 0x4000);
    }

    /** Sets an object that is one word. */
    static MemorySegment set(int request, int oid, int value) {
        return words(5, 32, request, oid, 4, 20, 0, value);
    }

    static MemorySegment keepAlive(int request) {
        return words(8, 12, request);
    }

    /** A frame of the fuzzed guest to another. */
    static MemorySegment frame() {
        Frame frame = FrameBuilder.frame(Neighbourhood.HOSTILE, Bench.address(2))
                .length(60)
                .build();
        MemorySegment bytes = MemorySegment.ofArray(new byte[frame.length()]);
        frame.copyTo(bytes, 0);
        return bytes;
    }

    /** A message that carries a frame and nothing else. */
    static MemorySegment packet(MemorySegment frame) {
        int length = (int) frame.byteSize();
        MemorySegment bytes = MemorySegment.ofArray(new byte[44 + length]);
        putI32(bytes, 0, 1);
        putI32(bytes, 4, 44 + length);
        putI32(bytes, 8, 36);
        putI32(bytes, 12, length);
        MemorySegment.copy(frame, 0, bytes, 44, length);
        return bytes;
    }
}
