package viridian.synthetic.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.synthetic.nvsp.NvspMessage.SendReceiveBuffer;

class ReceiveBufferTest {

    private final GuestMemory memory = new GuestMemory(16 << 20);

    @AfterEach
    void end() {
        memory.close();
    }

    @Test
    void fifteenMegabytesAreDividedAsRealHostsDo() {
        ReceiveBuffer buffer = buffer(15 << 20, 1514);
        assertEquals(1806, buffer.suballocationBytes());
        assertEquals(8709, buffer.count());
        assertEquals(15_728_454, buffer.endOffset());
    }

    @Test
    void aBufferNeedsRoomForMoreThanControlMessages() {
        assertFalse(buffer(16 * 1806, 1514).isLargeEnough());
        assertTrue(buffer(17 * 1806, 1514).isLargeEnough());
    }

    @Test
    void framesCannotTakeWhatIsKeptForControl() {
        ReceiveBuffer buffer = buffer(17 * 1806, 1514);
        assertEquals(16, buffer.takeForFrame());
        assertEquals(ReceiveBuffer.NONE, buffer.takeForFrame());
        assertEquals(16, buffer.freeForControl());
        assertEquals(0, buffer.takeForControl());
    }

    @Test
    void onlyTheFirstOfAChainGivesItBackAndOnlyOnce() {
        ReceiveBuffer buffer = buffer(1 << 20, 1514);
        int first = buffer.takeForFrame();
        int second = buffer.takeForFrame();
        buffer.beginChain(first);
        buffer.extendChain(first, second);
        assertFalse(buffer.release(second));
        assertFalse(buffer.release(-1));
        assertFalse(buffer.release(buffer.count()));
        assertFalse(buffer.release(1L << 32 | first));
        assertTrue(buffer.release(first));
        assertFalse(buffer.release(first));
    }

    @Test
    void nothingIsLostAndNothingIsInTwoHands() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        ReceiveBuffer buffer = buffer(60 * 1806, 1514);
        TreeSet<Integer> free = new TreeSet<>();
        for (int i = ReceiveBuffer.CONTROL_SUBALLOCATIONS; i < 60; i++) free.add(i);
        Deque<List<Integer>> guests = new ArrayDeque<>();
        for (int run = 0; run < 20_000; run++) {
            if (random.nextInt(3) > 0) {
                List<Integer> chain = take(buffer, 1 + random.nextInt(5));
                assertTrue(free.containsAll(chain));
                chain.forEach(free::remove);
                if (!chain.isEmpty()) guests.add(chain);
            } else if (!guests.isEmpty()) {
                List<Integer> chain = random.nextBoolean() ? guests.removeFirst() : guests.removeLast();
                assertTrue(buffer.release(chain.getFirst()));
                free.addAll(chain);
            }
        }
    }

    private static List<Integer> take(ReceiveBuffer buffer, int wanted) {
        List<Integer> chain = new ArrayList<>();
        for (int taken; chain.size() < wanted && (taken = buffer.takeForFrame()) != ReceiveBuffer.NONE; ) {
            if (chain.isEmpty()) buffer.beginChain(taken);
            else buffer.extendChain(chain.getLast(), taken);
            chain.add(taken);
        }
        return chain;
    }

    private ReceiveBuffer buffer(long bytes, int mtu) {
        return new ReceiveBuffer(GuestPages.contiguous(memory, 4096, bytes), new SendReceiveBuffer(1, 0xCAFE), mtu);
    }
}
