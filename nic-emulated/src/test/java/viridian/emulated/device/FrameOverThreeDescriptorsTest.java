package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.OTHER;
import static viridian.emulated.device.AdapterBench.OWN;
import static viridian.emulated.device.AdapterBench.RECEIVE_RING;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;
import static viridian.emulated.device.AdapterBench.bytes;
import static viridian.emulated.device.AdapterBench.sizes;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

class FrameOverThreeDescriptorsTest {

    private static final long SECOND = Descriptor.BYTES;
    private static final long THIRD = 2 * Descriptor.BYTES;

    private final AdapterBench bench = new AdapterBench();
    private final byte[] whole = bytes(longFrame());

    private static Frame longFrame() {
        byte[] payload = new byte[486];
        for (int i = 0; i < payload.length; i++) payload[i] = (byte) (i * 7);
        return FrameBuilder.frame(OTHER, OWN).payload(payload).build();
    }

    @Test
    void isSentAsOne() {
        bench.put(BUFFERS, whole);
        bench.own(TRANSMIT_RING, Descriptor.FIRST | sizes(100, 100), BUFFERS, BUFFERS + 100);
        bench.own(TRANSMIT_RING + SECOND, sizes(0, 150), 0, BUFFERS + 200);
        bench.own(TRANSMIT_RING + THIRD, Descriptor.LAST | 150, BUFFERS + 350, 0);
        bench.mode(Csr.START_TRANSMIT);
        List<Frame> sent = bench.sent();
        assertEquals(1, sent.size());
        assertArrayEquals(whole, bytes(sent.get(0)));
        for (long at : List.of(0L, SECOND, THIRD)) assertFalse(bench.isOwned(TRANSMIT_RING + at));
    }

    @Test
    void isSentWhenItsRestComesLaterIfFramesAreStoredFirst() {
        bench.mode(Csr.STORE_AND_FORWARD);
        bench.put(BUFFERS, whole);
        bench.own(TRANSMIT_RING, Descriptor.FIRST | 200, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(List.of(), bench.sent());
        bench.own(TRANSMIT_RING + SECOND, 200, BUFFERS + 200, 0);
        bench.own(TRANSMIT_RING + THIRD, Descriptor.LAST | 100, BUFFERS + 400, 0);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertArrayEquals(whole, bytes(bench.sent().get(0)));
    }

    @Test
    void isTornWhenItsRestComesAfterItHasBegun() {
        bench.put(BUFFERS, whole);
        bench.own(TRANSMIT_RING, Descriptor.FIRST | 200, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(Csr.TRANSMIT_UNDERFLOW | Csr.TRANSMITTED | Csr.TRANSMIT_EMPTY, bench.causes());
        bench.write(Csr.STATUS, -1);
        bench.own(TRANSMIT_RING + SECOND, 200, BUFFERS + 200, 0);
        bench.own(TRANSMIT_RING + THIRD, Descriptor.LAST | Descriptor.INTERRUPT | 100, BUFFERS + 400, 0);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertEquals(List.of(), bench.sent());
        int status = bench.status(TRANSMIT_RING + THIRD);
        assertEquals(Descriptor.ERROR_SUMMARY | Descriptor.UNDERFLOW, status);
        assertTrue((bench.causes() & Csr.TRANSMITTED) != 0, "the driver is told all the same");
    }

    @Test
    void isWaitedForWhileItHasNotBegun() {
        bench.put(BUFFERS, whole);
        bench.own(TRANSMIT_RING, Descriptor.FIRST | 100, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(Csr.TRANSMIT_EMPTY, bench.causes(), "100 bytes are below the threshold");
        bench.own(TRANSMIT_RING + SECOND, Descriptor.LAST | 400, BUFFERS + 100, 0);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertArrayEquals(whole, bytes(bench.sent().get(0)));
    }

    @Test
    void isReceivedWithItsStatusInTheLast() {
        bench.own(RECEIVE_RING, sizes(100, 100), BUFFERS, BUFFERS + 0x100);
        bench.own(RECEIVE_RING + SECOND, sizes(0, 200), 0, BUFFERS + 0x200);
        bench.own(RECEIVE_RING + THIRD, Descriptor.END_OF_RING | 400, BUFFERS + 0x400, 0);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        assertTrue(bench.hears(longFrame()));
        assertEquals(Descriptor.RECEIVED_FIRST, bench.status(RECEIVE_RING));
        assertEquals(0, bench.status(RECEIVE_RING + SECOND));
        int last = bench.status(RECEIVE_RING + THIRD);
        assertEquals(504, (last >> Descriptor.LENGTH_SHIFT) & 0x3FFF);
        assertEquals(Descriptor.RECEIVED_LAST, last & (Descriptor.RECEIVED_FIRST | Descriptor.RECEIVED_LAST));
        assertArrayEquals(whole, received());
    }

    @Test
    void isCutWhenTheThirdIsNotTheAdapters() {
        listenWithTwo(0);
        assertFalse(bench.hears(longFrame()));
        assertEquals(Descriptor.RECEIVED_FIRST, bench.status(RECEIVE_RING));
        int marks = Descriptor.RECEIVED_LAST | Descriptor.DESCRIPTOR_ERROR | Descriptor.ERROR_SUMMARY;
        assertEquals(marks, bench.status(RECEIVE_RING + SECOND) & (marks | Descriptor.RECEIVED_FIRST));
        assertArrayEquals(Arrays.copyOf(whole, 400), bench.take(BUFFERS, 400), "its beginning is there");
        assertEquals(Csr.RECEIVED | Csr.RECEIVE_FULL, bench.causes());
        assertEquals(0xE000_0000, bench.read(Csr.MISSED_FRAMES), "its descriptor told of it");
        assertEquals(1, bench.adapter.counters().missed());
        assertEquals(0, bench.adapter.counters().received());
    }

    @Test
    void leavesTheNextFrameTheThirdWhenItIsCut() {
        listenWithTwo(0);
        bench.hears(longFrame());
        bench.own(RECEIVE_RING + THIRD, 600, BUFFERS + 0x400, 0);
        assertTrue(bench.hears(longFrame()));
        assertArrayEquals(whole, bench.take(BUFFERS + 0x400, 500));
    }

    @Test
    void isCutWhereTheRingIsAtItsBeginningAgain() {
        listenWithTwo(Descriptor.END_OF_RING);
        assertFalse(bench.hears(longFrame()));
        assertArrayEquals(Arrays.copyOf(whole, 400), bench.take(BUFFERS, 400), "no buffer is used twice");
        bench.own(RECEIVE_RING, 600, BUFFERS, 0);
        assertTrue(bench.hears(longFrame()));
    }

    /** Receives into two descriptors of 200 bytes each. */
    private void listenWithTwo(int lastControl) {
        bench.own(RECEIVE_RING, 200, BUFFERS, 0);
        bench.own(RECEIVE_RING + SECOND, lastControl | 200, BUFFERS + 200, 0);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
    }

    private byte[] received() {
        byte[] all = Arrays.copyOf(bench.take(BUFFERS, 100), 500);
        System.arraycopy(bench.take(BUFFERS + 0x100, 100), 0, all, 100, 100);
        System.arraycopy(bench.take(BUFFERS + 0x200, 200), 0, all, 200, 200);
        System.arraycopy(bench.take(BUFFERS + 0x400, 100), 0, all, 400, 100);
        return all;
    }
}
