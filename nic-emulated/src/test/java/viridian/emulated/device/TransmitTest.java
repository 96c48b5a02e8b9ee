package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.OTHER;
import static viridian.emulated.device.AdapterBench.OWN;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;
import static viridian.emulated.device.AdapterBench.bytes;
import static viridian.emulated.device.AdapterBench.sizes;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

class TransmitTest {

    private static final int WHOLE = Descriptor.FIRST | Descriptor.LAST;
    private static final int SUSPENDED = 6;

    private final AdapterBench bench = new AdapterBench();

    @Test
    void startingSendsWhatIsInTheRingWithoutAPoke() {
        put(0, frame(1, 100), WHOLE);
        bench.mode(Csr.START_TRANSMIT);
        List<Frame> sent = bench.sent();
        assertEquals(1, sent.size());
        assertArrayEquals(bytes(frame(1, 100)), bytes(sent.get(0)));
        assertEquals(0, bench.status(TRANSMIT_RING));
        assertEquals(1, bench.wire.flushes());
    }

    @Test
    void anEmptyRingSuspendsAndAPokeResumes() {
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(Csr.TRANSMIT_EMPTY, bench.causes());
        assertEquals(SUSPENDED, bench.transmitState());
        bench.write(Csr.STATUS, -1);
        put(0, frame(1, 100), WHOLE);
        assertEquals(List.of(), bench.sent());
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertEquals(1, bench.sent().size());
        assertEquals(Csr.TRANSMIT_EMPTY | Csr.EARLY_TRANSMIT, bench.causes());
    }

    @Test
    void aPokeOfAnEmptyRingSaysSoAgain() {
        bench.mode(Csr.START_TRANSMIT);
        bench.write(Csr.STATUS, -1);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertEquals(Csr.TRANSMIT_EMPTY, bench.causes());
    }

    @Test
    void aPokeWhileStoppedIsIgnored() {
        put(0, frame(1, 100), WHOLE);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertEquals(List.of(), bench.sent());
        assertEquals(0, bench.causes());
    }

    @Test
    void aBurstIsFlushedOnce() {
        for (int i = 0; i < 5; i++) put(i, frame(i, 100), WHOLE);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(5, bench.sent().size());
        assertEquals(1, bench.wire.flushes());
    }

    @Test
    void interruptOnCompletionIsAskedForByTheDescriptor() {
        put(0, frame(1, 100), WHOLE);
        bench.mode(Csr.START_TRANSMIT);
        assertFalse((bench.causes() & Csr.TRANSMITTED) != 0);
        put(1, frame(1, 100), WHOLE | Descriptor.INTERRUPT);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertTrue((bench.causes() & Csr.TRANSMITTED) != 0);
    }

    @Test
    void shortFramesArePaddedWithZeroes() {
        put(0, frame(7, 200), WHOLE);
        put(1, frame(7, 20), WHOLE);
        bench.mode(Csr.START_TRANSMIT);
        byte[] sent = bytes(bench.sent().get(1));
        assertArrayEquals(Arrays.copyOf(bytes(frame(7, 20)), 60), sent);
    }

    @Test
    void aRuntThatMayNotBePaddedGoesNowhere() {
        put(0, frame(7, 59), WHOLE | Descriptor.NO_PADDING | Descriptor.INTERRUPT);
        put(1, frame(8, 60), WHOLE | Descriptor.NO_PADDING);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(1, bench.sent().size());
        assertEquals(0, bench.status(TRANSMIT_RING));
        assertTrue((bench.causes() & Csr.TRANSMITTED) != 0);
    }

    @Test
    void aFrameIsGatheredFromTwoBuffersAtAnyAlignment() {
        byte[] whole = bytes(frame(3, 101));
        bench.put(BUFFERS + 1, Arrays.copyOfRange(whole, 0, 33));
        bench.put(BUFFERS + 0x803, Arrays.copyOfRange(whole, 33, 101));
        bench.own(TRANSMIT_RING, WHOLE | sizes(33, 68), BUFFERS + 1, BUFFERS + 0x803);
        bench.mode(Csr.START_TRANSMIT);
        assertArrayEquals(whole, bytes(bench.sent().get(0)));
    }

    @Test
    void theRingWrapsAtItsEnd() {
        for (int round = 0; round < 3; round++) {
            put(0, frame(1, 100), WHOLE);
            put(1, frame(2, 100), WHOLE | Descriptor.END_OF_RING);
            if (round == 0) bench.mode(Csr.START_TRANSMIT);
            else bench.write(Csr.TRANSMIT_POLL, 0);
            assertEquals(List.of(1, 2), payloads());
        }
    }

    @Test
    void chainedDescriptorsLeadAnywhereAndHaveOneBuffer() {
        bench.put(BUFFERS, frame(1, 100));
        bench.put(BUFFERS + 0x1000, frame(2, 100));
        bench.own(TRANSMIT_RING, WHOLE | Descriptor.CHAINED | sizes(100, 50), BUFFERS, 0x5000);
        bench.own(0x5000, WHOLE | Descriptor.CHAINED | sizes(100, 50), BUFFERS + 0x1000, TRANSMIT_RING);
        bench.mode(Csr.START_TRANSMIT);
        List<Frame> sent = bench.sent();
        assertEquals(List.of(100, 100), sent.stream().map(Frame::length).toList());
        assertFalse(bench.isOwned(0x5000));
    }

    @Test
    void endOfRingGoesBeforeTheChain() {
        put(0, frame(1, 100), WHOLE);
        bench.put(BUFFERS + 0x1000, frame(2, 100));
        int control = WHOLE | Descriptor.END_OF_RING | Descriptor.CHAINED | 100;
        bench.own(TRANSMIT_RING + Descriptor.BYTES, control, BUFFERS + 0x1000, 0x5000);
        bench.own(0x5000, WHOLE | 100, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(List.of(1, 2), payloads());
    }

    @Test
    void theSkipLengthLeavesAGapBetweenNeighbours() {
        bench.write(Csr.BUS_MODE, 3 << 2);
        bench.put(BUFFERS, frame(1, 100));
        bench.own(TRANSMIT_RING, WHOLE | 100, BUFFERS, 0);
        bench.own(TRANSMIT_RING + Descriptor.BYTES + 12, WHOLE | 100, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(2, bench.sent().size());
    }

    @Test
    void aDummyInFrontOfASetupFrameIsPassedOver() {
        byte[] setup = new byte[AddressFilter.SETUP_BYTES];
        Arrays.fill(setup, (byte) 0xFF);
        bench.put(BUFFERS, setup);
        long second = TRANSMIT_RING + Descriptor.BYTES;
        bench.own(TRANSMIT_RING, 0, 0, 0);
        bench.own(second, Descriptor.SETUP | Descriptor.INTERRUPT | AddressFilter.SETUP_BYTES, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertFalse(bench.isOwned(TRANSMIT_RING));
        assertEquals(Descriptor.SETUP_DONE, bench.status(second));
        assertEquals(Csr.TRANSMITTED | Csr.TRANSMIT_EMPTY, bench.causes());
        assertEquals(List.of(), bench.sent());
    }

    @Test
    void stoppingShowsInTheStateAndAsACause() {
        bench.mode(Csr.START_TRANSMIT);
        bench.write(Csr.STATUS, -1);
        bench.withoutMode(Csr.START_TRANSMIT);
        assertEquals(Csr.TRANSMIT_STOPPED, bench.causes());
        assertEquals(0, bench.transmitState());
    }

    @Test
    void writingTheSameModeAgainRestartsNothing() {
        put(0, frame(1, 100), WHOLE);
        bench.mode(Csr.START_TRANSMIT);
        bench.sent();
        put(0, frame(2, 100), WHOLE);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(List.of(), bench.sent(), "its place is the second descriptor");
    }

    @Test
    void aStoppedProcessFollowsTheListBase() {
        put(4, frame(9, 100), WHOLE);
        bench.mode(Csr.START_TRANSMIT);
        bench.withoutMode(Csr.START_TRANSMIT);
        bench.write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING + 4 * Descriptor.BYTES);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(List.of(9), payloads());
    }

    @Test
    void aTagInLineLeavesBesideTheFrame() {
        byte[] tagged = bytes(frame(5, 104));
        tagged[12] = (byte) 0x81;
        tagged[13] = 0;
        tagged[14] = 0x60;
        tagged[15] = 0x0A;
        tagged[16] = 0x08;
        tagged[17] = 0x00;
        bench.put(BUFFERS, tagged);
        bench.own(TRANSMIT_RING, WHOLE | 104, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        Frame sent = bench.sent().get(0);
        assertEquals(0x600A, sent.tag());
        assertEquals(100, sent.length());
        assertEquals(0x0800, sent.etherType());
        assertEquals(OWN.bits(), sent.source());
        assertEquals(OTHER.bits(), sent.destination());
        assertArrayEquals(Arrays.copyOfRange(tagged, 16, 104), Arrays.copyOfRange(bytes(sent), 12, 100));
    }

    @Test
    void withoutLeaveToMasterTheBusNothingLeaves() {
        bench.command(ConfigurationSpace.IO_ENABLE);
        put(0, frame(1, 100), WHOLE);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(List.of(), bench.sent());
        bench.command(ConfigurationSpace.IO_ENABLE | ConfigurationSpace.BUS_MASTER);
        assertEquals(1, bench.sent().size());
    }

    @Test
    void onePokeDoesABoundedAmountOfWork() {
        int descriptors = TransmitProcess.POKE_LIMIT + 100;
        long list = 0x2_0000;
        for (int i = 0; i < descriptors; i++) bench.own(list + (long) i * Descriptor.BYTES, WHOLE | 60, BUFFERS, 0);
        bench.write(Csr.TRANSMIT_LIST, (int) list);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(TransmitProcess.POKE_LIMIT, bench.sent().size());
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertEquals(100, bench.sent().size());
    }

    @Test
    void anAddressWithoutMemoryIsAFatalBusErrorUntilReset() {
        bench.write(Csr.INTERRUPT_ENABLE, Csr.ABNORMAL | Csr.FATAL_BUS_ERROR);
        bench.own(TRANSMIT_RING, WHOLE | 100, 0xFFFF_FFF0L, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(Csr.FATAL_BUS_ERROR, bench.causes());
        assertEquals(1, (bench.read(Csr.STATUS) >> 23) & 7, "master abort");
        assertEquals(0, bench.transmitState());
        assertTrue(bench.line.up);
        bench.withoutMode(Csr.START_TRANSMIT);
        put(0, frame(1, 100), WHOLE);
        bench.write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(List.of(), bench.sent(), "off the bus");
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        bench.write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(1, bench.sent().size());
    }

    @Test
    void aListAtAnAddressWithoutMemoryIsAFatalBusError() {
        bench.write(Csr.TRANSMIT_LIST, -4);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(Csr.FATAL_BUS_ERROR, bench.causes());
    }

    /** A frame from this adapter, its first payload byte given. */
    private static Frame frame(int payload, int length) {
        return FrameBuilder.frame(OWN, OTHER)
                .payload((byte) payload)
                .length(length)
                .build();
    }

    private void put(int slot, Frame frame, int control) {
        long buffer = BUFFERS + 0x800L * slot;
        bench.put(buffer, frame);
        bench.own(TRANSMIT_RING + (long) slot * Descriptor.BYTES, control | frame.length(), buffer, 0);
    }

    private List<Integer> payloads() {
        return bench.sent().stream()
                .map(frame -> BigEndian.u8(frame.bytes(), Frame.HEADER_BYTES))
                .toList();
    }
}
