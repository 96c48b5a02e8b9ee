package viridian.vswitch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which ports a burst went to: one bit for each socket of the switch, so that the end of the burst reaches these ports
 * and no others. Safe for several threads that bring frames in by one port.
 */
final class Burst {

    /** How many ports a switch can hold; our choice. */
    static final int SOCKETS = 1024;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words = new long[SOCKETS / Long.SIZE];

    /**
     * Notes a port that has just been given a frame. In this order: a mark made before the frame was there could be taken
     * away by another thread's flush that comes too early for it.
     */
    void add(int socket) {
        int word = socket / Long.SIZE;
        long bit = 1L << socket;
        // A mark found set is as good as one made: whoever takes it away flushes after this look.
        if (((long) WORD.getVolatile(words, word) & bit) == 0) {
            WORD.getAndBitwiseOr(words, word, bit);
        }
    }

    /** Flushes the adapters of all noted ports and forgets them. */
    void flush(AtomicReferenceArray<@Nullable Port> sockets) {
        for (int word = 0; word < words.length; word++) {
            if ((long) WORD.getVolatile(words, word) == 0) continue;
            long bits = (long) WORD.getAndSet(words, word, 0L);
            for (; bits != 0; bits &= bits - 1) {
                Port port = sockets.get(word * Long.SIZE + Long.numberOfTrailingZeros(bits));
                if (port != null) port.flushAdapter();
            }
        }
    }
}
