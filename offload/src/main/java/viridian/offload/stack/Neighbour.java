package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a host knows of one address on its link: the station that has it, or how often it asked. */
final class Neighbour {

    /** Not known yet: no station has a group address. */
    static final long UNKNOWN = Long.MIN_VALUE;

    // Our choice: two of the longest datagrams in fragments. RFC 1122 section 2.3.2.2 asks for at least one packet.
    private static final int WAITING_BYTES = 140_000;

    final int ip;
    long mac = UNKNOWN;

    /** Stated by the owner: never expires, never changed by what is heard. */
    boolean fixed;

    /** When to ask again, or to forget. */
    long deadline = Long.MAX_VALUE;

    /** How often it was asked for. */
    int asked;

    /** The next one in the same bucket of {@link Neighbours}. */
    @Nullable
    Neighbour next;

    private final ArrayDeque<MemorySegment> waiting = new ArrayDeque<>();
    private int waitingBytes;

    Neighbour(int ip) {
        this.ip = ip;
    }

    boolean isKnown() {
        return mac != UNKNOWN;
    }

    /** Keeps a copy of a frame until the station is known; false if too much waits. */
    boolean await(MemorySegment memory, long at, int length) {
        if (waitingBytes + length > WAITING_BYTES) return false;
        waitingBytes += length;
        MemorySegment kept = MemorySegment.ofArray(new byte[length]);
        MemorySegment.copy(memory, at, kept, 0, length);
        waiting.add(kept);
        return true;
    }

    /** The frame that has waited longest, or null. Once they go they all go: nothing waits again. */
    @Nullable
    MemorySegment nextWaiting() {
        return waiting.poll();
    }
}
