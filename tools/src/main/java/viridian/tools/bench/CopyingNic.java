package viridian.tools.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * The least a real adapter does with a frame: it copies it once into memory of its own, slot after slot. As adapters with
 * several queues do, it has a ring for each thread that brings frames.
 */
final class CopyingNic implements Nic {

    /** Where a slot may begin, bytes: a line of the processor's cache, so that two threads never share one. */
    static final int ALIGNMENT = 64;

    /** Room for a burst, as a receiver that keeps up needs; a power of two. Deeper rings leave the processor's caches. */
    private static final int SLOTS = 64;

    private final int maxFrame;
    private volatile Ring[] rings = {};

    /** Of the thread that came first: most often there is no other, and to search would cost a tenth of a frame's way. */
    private @Nullable Ring first;

    /** @param maxFrame bytes without tag and check sequence */
    CopyingNic(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /** The room of a frame, bytes: it begins where a line of the cache begins. */
    static int slotBytes(int frameBytes) {
        return (frameBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** The memory one thread's frames go to. */
    private static final class Ring {

        /** Longs between a number that changes with each frame and whatever lies beside it. */
        private static final int APART = 16;

        private final Thread owner;
        private final int slotBytes;

        // Memory that nobody can free needs no look, for each access, at whether it is still there.
        private final MemorySegment memory;

        private final long[] delivered = new long[2 * APART];

        Ring(Thread owner, int slotBytes) {
            this.owner = owner;
            this.slotBytes = slotBytes;
            this.memory = Arena.global().allocate((long) SLOTS * slotBytes, ALIGNMENT);
        }

        void add(Frame frame) {
            frame.copyTo(memory, (delivered[APART]++ & (SLOTS - 1)) * slotBytes);
        }
    }

    private Ring ring() {
        Thread carrying = Thread.currentThread();
        Ring known = first;
        return known != null && known.owner.equals(carrying) ? known : search(carrying);
    }

    private Ring search(Thread carrying) {
        for (Ring ring : rings) {
            if (ring.owner.equals(carrying)) return ring;
        }
        return newRing(carrying);
    }

    private synchronized Ring newRing(Thread carrying) {
        Ring ring = new Ring(carrying, slotBytes(maxFrame));
        Ring[] more = Arrays.copyOf(rings, rings.length + 1);
        more[rings.length] = ring;
        rings = more;
        first = more[0];
        return ring;
    }

    /** Frames copied so far; right once the threads that bring them are done. */
    private long delivered() {
        return Arrays.stream(rings)
                .mapToLong(ring -> ring.delivered[Ring.APART])
                .sum();
    }

    /** @throws IllegalStateException if the adapters did not copy so many frames together */
    static void requireDelivered(CopyingNic[] nics, long frames) {
        long delivered = Stream.of(nics).mapToLong(CopyingNic::delivered).sum();
        if (delivered != frames) throw new IllegalStateException(delivered + " frames were delivered, not " + frames);
    }

    @Override
    public MacAddress address() {
        return MacAddress.NONE;
    }

    @Override
    public int maxFrame() {
        return maxFrame;
    }

    @Override
    public void start(FrameSink receiver) {
        // It only listens.
    }

    @Override
    public boolean accept(Frame frame) {
        ring().add(frame);
        return true;
    }

    @Override
    public int acceptAll(Frame[] burst, int count) {
        Ring ring = ring();
        for (int i = 0; i < count; i++) ring.add(burst[i]);
        return count;
    }

    @Override
    public void flush() {
        // What was copied is delivered.
    }

    @Override
    public void close() {
        // The memory stays until the process ends.
    }
}
