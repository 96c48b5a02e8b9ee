package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.putI32;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisMessage.Indicate;
import viridian.synthetic.rndis.RndisStatus;

/**
 * What the guest is to be told of its adapter unasked, kept until there is room: only the last state of each thing is told,
 * so there is never more than one of a kind. Any thread.
 */
final class News {

    /** The cable was put in or pulled. */
    static final int LINK = 1;

    /** The adapter has another speed. */
    static final int SPEED = 1 << 1;

    /** The network behind it is another one. */
    static final int NETWORK = 1 << 2;

    /** All further channels are open: which of them the guest should send by. */
    static final int TABLE = 1 << 3;

    private static final int BITS_PER_UNIT = 100;

    private final AtomicInteger pending = new AtomicInteger();

    /** There is something to be told. */
    void add(int kind) {
        pending.getAndUpdate(now -> now | kind);
    }

    boolean isPending(int kind) {
        return (pending.get() & kind) != 0;
    }

    boolean isNone() {
        return pending.get() == 0;
    }

    /** All that is pending, for who saves it. */
    int pending() {
        return pending.get();
    }

    /** It was told. */
    void told(int kind) {
        pending.getAndUpdate(now -> now & ~kind);
    }

    /** Tells what concerns the adapter as far as there is room. */
    void tell(boolean isLinked, long bitsPerSecond, Predicate<RndisMessage> teller) {
        tell(LINK, isLinked ? RndisStatus.MEDIA_CONNECT : RndisStatus.MEDIA_DISCONNECT, RndisMessage.NOTHING, teller);
        tell(SPEED, RndisStatus.LINK_SPEED_CHANGE, speed(bitsPerSecond), teller);
        tell(NETWORK, RndisStatus.NETWORK_CHANGE, RndisMessage.NOTHING, teller);
    }

    private void tell(int kind, int status, MemorySegment info, Predicate<RndisMessage> teller) {
        if (!isPending(kind)) return;
        // Forgotten before it is told: what changes meanwhile is told once more.
        told(kind);
        if (!teller.test(new Indicate(status, info))) add(kind);
    }

    private static MemorySegment speed(long bitsPerSecond) {
        MemorySegment speed = MemorySegment.ofArray(new byte[4]);
        putI32(speed, 0, inUnits(bitsPerSecond));
        return speed;
    }

    /** A speed in the unit of RNDIS, as an unsigned word. */
    static int inUnits(long bitsPerSecond) {
        return (int) Math.min(bitsPerSecond / BITS_PER_UNIT, 0xFFFF_FFFFL);
    }
}
