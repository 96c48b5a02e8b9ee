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
        assertEquals(0, buffer(16 * 1806, 1514).capacity());
        assertEquals(1, buffer(17 * 1806, 1514).capacity());
    }

    @Test
    void framesCannotTakeWhatIsKeptForControl() {
        ReceiveBuffer buffer = buffer(17 * 1806, 1514);
        assertEquals(List.of(16), take(buffer, 1));
        assertEquals(List.of(), take(buffer, 1));
        assertEquals(16, buffer.freeForControl());
        assertEquals(0, buffer.takeForControl());
    }

    @Test
    void onlyTheFirstOfAChainGivesItBackAndOnlyOnce() {
        ReceiveBuffer buffer = buffer(1 << 20, 1514);
        List<Integer> chain = take(buffer, 2);
        int first = chain.getFirst();
        assertFalse(buffer.release(0, first), "not with the guest yet");
        buffer.hand(0, first);
        assertFalse(buffer.release(0, chain.getLast()));
        assertFalse(buffer.release(0, -1));
        assertFalse(buffer.release(0, buffer.count()));
        assertFalse(buffer.release(0, 1L << 32 | first));
        assertFalse(buffer.release(1, first), "by another channel");
        assertTrue(buffer.release(0, first));
        assertFalse(buffer.release(0, first));
    }

    @Test
    void channelsShareFairly() {
        ReceiveBuffer buffer = buffer(36 * 1806, 1514);
        buffer.share(2);
        int[] taken = new int[20];
        assertEquals(10, buffer.takeForFrames(0, taken, 0, 20));
        assertEquals(0, buffer.takeForFrames(0, taken, 10, 1));
        assertEquals(3, buffer.takeForFrames(1, taken, 10, 3));
        buffer.putBack(0, taken[0]);
        assertEquals(1, buffer.takeForFrames(0, taken, 0, 5));
        assertEquals(7, buffer.freeForFrames());
    }

    @Test
    void whatAClosedChannelHadComesBack() {
        ReceiveBuffer buffer = buffer(36 * 1806, 1514);
        buffer.hand(0, take(buffer, 5).getFirst());
        buffer.hand(0, take(buffer, 7).getFirst());
        assertEquals(8, buffer.freeForFrames());
        buffer.reclaim(1);
        assertEquals(8, buffer.freeForFrames());
        buffer.reclaim(0);
        assertEquals(20, buffer.freeForFrames());
    }

    @Test
    void whatTheHostMayNotTouchIsNeverTaken() {
        GuestPages pages = GuestPages.contiguous(memory, 4096, 40 * 1806).onlyFrom(3 * 1806 + 1);
        ReceiveBuffer buffer = new ReceiveBuffer(pages, new SendReceiveBuffer(1, 0xCAFE), 1514);
        assertEquals(40, buffer.count());
        assertEquals(20, buffer.capacity());
        assertEquals(4, buffer.takeForControl());
        assertEquals(List.of(20), take(buffer, 1));
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
                if (chain.isEmpty()) continue;
                buffer.hand(0, chain.getFirst());
                guests.add(chain);
            } else if (!guests.isEmpty()) {
                List<Integer> chain = random.nextBoolean() ? guests.removeFirst() : guests.removeLast();
                assertTrue(buffer.release(0, chain.getFirst()));
                free.addAll(chain);
            }
        }
    }

    private static List<Integer> take(ReceiveBuffer buffer, int wanted) {
        int[] taken = new int[wanted];
        List<Integer> chain = new ArrayList<>();
        for (int i = 0, count = buffer.takeForFrames(0, taken, 0, wanted); i < count; i++) {
            if (i == 0) buffer.beginChain(taken[i]);
            else buffer.extendChain(taken[i - 1], taken[i]);
            chain.add(taken[i]);
        }
        return chain;
    }

    private ReceiveBuffer buffer(long bytes, int mtu) {
        return new ReceiveBuffer(GuestPages.contiguous(memory, 4096, bytes), new SendReceiveBuffer(1, 0xCAFE), mtu);
    }
}
