package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.OTHER;
import static viridian.emulated.device.AdapterBench.OWN;
import static viridian.emulated.device.AdapterBench.RECEIVE_RING;
import static viridian.emulated.device.AdapterBench.bytes;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

class ReceiveTest {

    private static final int WAITING = 3;
    private static final int SUSPENDED = 4;
    private static final int WHOLE = Descriptor.RECEIVED_FIRST | Descriptor.RECEIVED_LAST;

    private final AdapterBench bench = new AdapterBench();

    @Test
    void aFrameIsStoredWithItsCheckSequence() {
        bench.hearEverything();
        Frame frame = frame(300);
        assertTrue(bench.hears(frame));
        byte[] expected = bytes(frame);
        assertArrayEquals(expected, bench.take(BUFFERS, 300));
        CRC32 crc = new CRC32();
        crc.update(expected);
        assertEquals((int) crc.getValue(), bench.memory.i32(BUFFERS + 300));
        assertEquals(Csr.RECEIVED, bench.causes());
        assertEquals(1, bench.adapter.counters().received());
    }

    @Test
    void theStatusSaysWhatCame() {
        perfectForOwnAndBroadcast();
        bench.hears(frame(300));
        assertEquals(304 << Descriptor.LENGTH_SHIFT | WHOLE | Descriptor.HAS_TYPE, bench.status(RECEIVE_RING));
    }

    @Test
    void aShortFrameIsPaddedToSixtyFourWithCheckSequence() {
        bench.hearEverything();
        bench.put(BUFFERS, new byte[] {1, 2, 3});
        bench.hears(frame(20));
        assertEquals(64, length());
        assertArrayEquals(Arrays.copyOf(bytes(frame(20)), 60), bench.take(BUFFERS, 60));
    }

    @Test
    void groupsAreMarkedAndLengthsAreNoTypes() {
        perfectForOwnAndBroadcast();
        bench.hears(FrameBuilder.broadcast(OTHER).type(46).build());
        assertEquals(64 << Descriptor.LENGTH_SHIFT | WHOLE | Descriptor.MULTICAST, bench.status(RECEIVE_RING));
    }

    @Test
    void aFrameForSomebodyElseIsAcceptedAndNotHeard() {
        perfectForOwnAndBroadcast();
        assertTrue(bench.hears(FrameBuilder.frame(OWN, OTHER).build()));
        assertTrue(bench.isOwned(RECEIVE_RING));
        assertEquals(0, bench.causes());
        assertEquals(0xE000_0000, bench.read(Csr.MISSED_FRAMES), "not missed");
        assertEquals(1, bench.adapter.counters().filtered());
    }

    @Test
    void whatIsOnlyOverheardIsMarked() {
        perfectForOwnAndBroadcast();
        bench.mode(Csr.PROMISCUOUS);
        bench.hears(FrameBuilder.frame(OWN, OTHER).build());
        assertTrue((bench.status(RECEIVE_RING) & Descriptor.FILTERING_FAIL) != 0);
    }

    @Test
    void theLongestFrameFitsAndALongerIsRefused() {
        bench.hearEverything();
        assertTrue(bench.hears(frame(1514)));
        assertEquals(1518, length());
        assertEquals(0, bench.status(RECEIVE_RING) & (Descriptor.TOO_LONG | Descriptor.ERROR_SUMMARY));
        bench.oneReceiveDescriptor();
        assertFalse(bench.hears(frame(1519)));
        assertTrue(bench.isOwned(RECEIVE_RING));
        assertEquals(1, bench.adapter.counters().tooLong());
        assertTrue(bench.hears(frame(1518)), "as long as one with a tag");
        assertEquals(0, bench.causes() & Csr.RECEIVE_WATCHDOG);
    }

    @Test
    void aTagIsGivenInLineAndMayExceedTheLengthWithAMark() {
        bench.hearEverything();
        Frame frame = FrameBuilder.frame(OTHER, OWN).vlan(10).length(1514).build();
        assertTrue(bench.hears(frame));
        assertEquals(1522, length());
        int marks = Descriptor.TOO_LONG | Descriptor.ERROR_SUMMARY;
        assertEquals(marks, bench.status(RECEIVE_RING) & marks);
        byte[] stored = bench.take(BUFFERS, 1518);
        assertArrayEquals(new byte[] {(byte) 0x81, 0, 0, 10}, Arrays.copyOfRange(stored, 12, 16));
        assertArrayEquals(Arrays.copyOfRange(bytes(frame), 12, 1514), Arrays.copyOfRange(stored, 16, 1518));
    }

    @Test
    void aFrameWithoutRoomIsMissedAndSuspendsOnce() {
        bench.hearEverything();
        bench.hears(frame(100));
        bench.write(Csr.STATUS, -1);
        assertFalse(bench.hears(frame(100)));
        assertEquals(Csr.RECEIVE_FULL, bench.causes());
        assertEquals(SUSPENDED, bench.receiveState());
        bench.write(Csr.STATUS, -1);
        assertFalse(bench.hears(frame(100)));
        assertEquals(0, bench.causes(), "once for each suspension");
        assertEquals(0xE000_0002, bench.read(Csr.MISSED_FRAMES));
        assertEquals(0xE000_0000, bench.read(Csr.MISSED_FRAMES), "reading clears");
    }

    @Test
    void aSuspendedAdapterResumesByItselfWithTheNextFrame() {
        bench.hearEverything();
        bench.hears(frame(100));
        bench.hears(frame(100));
        bench.write(Csr.STATUS, -1);
        bench.oneReceiveDescriptor();
        assertTrue(bench.hears(frame(100)));
        assertEquals(Csr.RECEIVED, bench.causes());
        assertEquals(WAITING, bench.receiveState());
    }

    @Test
    void aPokeEndsTheSuspension() {
        bench.hearEverything();
        bench.hears(frame(100));
        bench.hears(frame(100));
        bench.write(Csr.RECEIVE_POLL, 0);
        assertEquals(SUSPENDED, bench.receiveState(), "there is still no room");
        bench.oneReceiveDescriptor();
        bench.write(Csr.RECEIVE_POLL, 0);
        assertEquals(WAITING, bench.receiveState());
    }

    @Test
    void theMissedCounterKeepsThatItWentOver() {
        bench.memory.putI32(RECEIVE_RING, 0);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        for (int i = 0; i < 0x1_0000 + 5; i++) bench.hears(frame(60));
        assertEquals(0xE001_0005, bench.read(Csr.MISSED_FRAMES));
    }

    @Test
    void aStoppedAdapterHearsNothing() {
        bench.hearEverything();
        bench.withoutMode(Csr.START_RECEIVE);
        assertEquals(Csr.RECEIVE_STOPPED, bench.causes());
        assertEquals(0, bench.receiveState());
        assertFalse(bench.hears(frame(100)));
        assertTrue(bench.isOwned(RECEIVE_RING));
    }

    @Test
    void withoutLeaveToMasterTheBusFramesOverflow() {
        bench.hearEverything();
        bench.command(ConfigurationSpace.IO_ENABLE);
        assertFalse(bench.hears(frame(100)));
        assertEquals(0xE002_0000, bench.read(Csr.MISSED_FRAMES));
    }

    @Test
    void aBufferWithoutMemoryIsAFatalBusErrorAndNoFrame() {
        bench.own(RECEIVE_RING, Descriptor.END_OF_RING | 1536, bench.memory.size() - 50, 0);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        assertFalse(bench.hears(frame(100)));
        assertEquals(Csr.FATAL_BUS_ERROR, bench.causes());
        assertEquals(0, bench.receiveState());
    }

    @Test
    void buffersWithoutRoomEnd() {
        bench.own(RECEIVE_RING, Descriptor.END_OF_RING, 0, 0);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        assertFalse(bench.hears(frame(100)));
        assertEquals(0, length());
        assertEquals(SUSPENDED, bench.receiveState());
    }

    @Test
    void aFrameAboveItsOnlyBufferIsCutAndMarked() {
        bench.own(RECEIVE_RING, Descriptor.END_OF_RING | 64, BUFFERS, 0);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        assertFalse(bench.hears(frame(100)));
        int marks = WHOLE | Descriptor.DESCRIPTOR_ERROR | Descriptor.ERROR_SUMMARY;
        assertEquals(marks, bench.status(RECEIVE_RING) & marks);
        assertArrayEquals(Arrays.copyOf(bytes(frame(100)), 64), bench.take(BUFFERS, 64));
        assertEquals(0, bench.memory.i32(BUFFERS + 64), "nothing is behind the buffer");
    }

    @Test
    void anAdapterWithoutACableTakesNothing() {
        bench.hearEverything();
        bench.adapter.close();
        bench.adapter.close();
        assertFalse(bench.hears(frame(100)));
        assertTrue(bench.isOwned(RECEIVE_RING));
    }

    @Test
    void aCableMayBePulledAndPutInAgain() {
        bench.hearEverything();
        bench.adapter.close();
        bench.adapter.start(bench.wire);
        assertTrue(bench.hears(frame(100)));
    }

    private static Frame frame(int length) {
        return FrameBuilder.frame(OTHER, OWN)
                .payload((byte) 1, (byte) 2)
                .length(length)
                .build();
    }

    private void perfectForOwnAndBroadcast() {
        byte[] setup = new byte[AddressFilter.SETUP_BYTES];
        Arrays.fill(setup, (byte) 0xFF);
        byte[] own = {0x00, 0x15, 0, 0, 0x5D, 0x01, 0, 0, 0x02, 0x03, 0, 0};
        System.arraycopy(own, 0, setup, 0, own.length);
        bench.filter(0, setup);
        bench.oneReceiveDescriptor();
        bench.withoutMode(Csr.PROMISCUOUS);
        bench.mode(Csr.START_RECEIVE);
    }

    private int length() {
        return (bench.status(RECEIVE_RING) >> Descriptor.LENGTH_SHIFT) & 0x3FFF;
    }
}
