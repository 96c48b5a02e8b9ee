package viridian.vswitch.team;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/** Frames under another source address. The frame lent is left as it is: other ports are handed it too. */
final class Disguise {

    private static final int SOURCE_AT = 6;

    private final ThreadLocal<Copy> copies;

    Disguise() {
        copies = ThreadLocal.withInitial(
                () -> new Copy(MemorySegment.ofArray(new byte[Frame.LARGEST_SEND]), new Frame()));
    }

    /** The frame with this source; the calling thread's until it asks again. */
    Frame under(long source, Frame frame) {
        Copy copy = copies.get();
        frame.copyTo(copy.memory, 0);
        BigEndian.putU48(copy.memory, SOURCE_AT, source);
        return copy.view.lend(copy.memory, 0, frame.length(), frame.tag(), frame.unfinished());
    }

    private record Copy(MemorySegment memory, Frame view) {}
}
