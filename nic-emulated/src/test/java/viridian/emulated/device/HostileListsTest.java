package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.RECEIVE_RING;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

/** Lists no driver would write, one kind each. */
class HostileListsTest {

    private static final int WHOLE = Descriptor.FIRST | Descriptor.LAST;

    private final AdapterBench bench = new AdapterBench();

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                Descriptor.FILTER_TYPE_0,
                Descriptor.FILTER_TYPE_1,
                Descriptor.FILTER_TYPE_0 | Descriptor.FILTER_TYPE_1
            })
    void aSetupFrameOfAnyOtherLengthThan192ChangesNothing(int kind) {
        bench.filter(0, new byte[AddressFilter.SETUP_BYTES]);
        for (int length = 0; length <= Descriptor.SIZE_MASK; length++) {
            if (length == AddressFilter.SETUP_BYTES) continue;
            setUp(kind | length);
            assertEquals(Descriptor.SETUP_DONE, bench.status(TRANSMIT_RING), "length " + length);
            assertEquals(0, bench.read(Csr.OPERATION_MODE) & 0x15, "length " + length);
        }
        setUp(kind | AddressFilter.SETUP_BYTES);
        assertEquals(kind != 0, (bench.read(Csr.OPERATION_MODE) & 0x15) != 0);
    }

    @Test
    void aSetupFrameMayBeMarkedAsAFrameAndIsNone() {
        setUp(WHOLE | AddressFilter.SETUP_BYTES);
        assertEquals(0, bench.sent().size());
        assertEquals(Descriptor.SETUP_DONE, bench.status(TRANSMIT_RING));
    }

    @Test
    void aSetupFrameBehindTheEndOfMemoryIsAFatalBusError() {
        bench.own(TRANSMIT_RING, Descriptor.SETUP | 192, bench.memory.size() - 191, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(Csr.FATAL_BUS_ERROR, bench.causes());
    }

    @Test
    void aTransmitListThatLeadsToItselfEnds() {
        bench.own(TRANSMIT_RING, WHOLE | Descriptor.CHAINED | 60, BUFFERS, TRANSMIT_RING);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(1, bench.sent().size(), "it was given back");
    }

    @Test
    void aTransmitListWhoseBufferIsItsOwnDescriptorEnds() {
        bench.memory.putI32(TRANSMIT_RING + 16, 0);
        bench.own(TRANSMIT_RING, WHOLE | 60, TRANSMIT_RING, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(1, bench.sent().size());
    }

    @Test
    void aReceiveListThatLeadsToItselfGivesNoRoomTwice() {
        bench.own(RECEIVE_RING, Descriptor.CHAINED | 24, BUFFERS, RECEIVE_RING);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        bench.hears(frame(1000));
        assertTrue(bench.hears(frame(100)) || bench.isOwned(RECEIVE_RING) || bench.read(Csr.MISSED_FRAMES) != 0);
    }

    @Test
    void aReceiveBufferOverItsOwnDescriptorIsTheGuestsAffair() {
        bench.own(RECEIVE_RING, Descriptor.END_OF_RING | 1600, RECEIVE_RING, 0);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        assertTrue(bench.hears(frame(100)));
        assertFalse(bench.isOwned(RECEIVE_RING));
    }

    @ParameterizedTest
    @ValueSource(longs = {0xFFFF_FFFCL, 0x8000_0000L, 0x10_0000L, 0xF_FFFCL})
    void aListAtTheEndOfMemoryOrBehindIsAFatalBusError(long list) {
        bench.write(Csr.TRANSMIT_LIST, (int) list);
        if (list < bench.memory.size()) bench.memory.putI32(list, Descriptor.OWN);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(Csr.FATAL_BUS_ERROR, bench.causes());
        assertEquals(0, bench.transmitState());
    }

    @Test
    void withoutLeaveToMasterTheBusNoByteOfMemoryIsReadOrWritten() {
        bench.command(ConfigurationSpace.IO_ENABLE | ConfigurationSpace.MEMORY_ENABLE);
        bench.oneReceiveDescriptor();
        bench.own(TRANSMIT_RING, WHOLE | 60, BUFFERS, 0);
        byte[] before = bench.take(0, (int) bench.memory.size());
        bench.mode(Csr.START_TRANSMIT | Csr.START_RECEIVE | Csr.PROMISCUOUS);
        bench.write(Csr.TRANSMIT_POLL, 0);
        bench.write(Csr.RECEIVE_POLL, 0);
        for (int i = 0; i < 10; i++) bench.hears(frame(100));
        assertEquals(-1, java.util.Arrays.mismatch(before, bench.take(0, before.length)));
        assertEquals(0, bench.sent().size());
        assertEquals(0, bench.causes() & Csr.FATAL_BUS_ERROR);
    }

    private void setUp(int control) {
        bench.withoutMode(Csr.START_TRANSMIT);
        bench.own(TRANSMIT_RING, Descriptor.SETUP | Descriptor.END_OF_RING | control, BUFFERS, 0);
        bench.write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING);
        bench.mode(Csr.START_TRANSMIT);
    }

    private static Frame frame(int length) {
        return FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN)
                .length(length)
                .build();
    }
}
