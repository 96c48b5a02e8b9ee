package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.RECEIVE_RING;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;
import static viridian.emulated.device.AdapterBench.bytes;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

/** Frames that go round inside the adapter: the only place where it meets damaged ones. */
class LoopbackTest {

    private static final int WHOLE = Descriptor.FIRST | Descriptor.LAST;
    private static final long SENT = BUFFERS + 0x4000;
    private static final int INTERNAL = 1;
    private static final int EXTERNAL = 2;

    private final AdapterBench bench = new AdapterBench();

    LoopbackTest() {
        bench.hearEverything();
    }

    @Test
    void internalComesBackMarkedAndNotToTheWire() {
        bench.put(SENT, frame(200));
        send(INTERNAL, WHOLE | 200);
        assertEquals(1, (status() >> Descriptor.ORIGIN_SHIFT) & 3);
        assertArrayEquals(bytes(frame(200)), bench.take(BUFFERS, 200));
        assertEquals(0, bench.sent().size());
        assertFalse(bench.hears(frame(100)), "the wire is cut");
    }

    @Test
    void externalComesBackWithItsOwnMark() {
        bench.put(SENT, frame(200));
        send(EXTERNAL, WHOLE | 200);
        assertEquals(2, (status() >> Descriptor.ORIGIN_SHIFT) & 3);
    }

    @Test
    void aRuntIsHeardOnlyByWhoPassesBadFrames() {
        bench.put(SENT, frame(40));
        isHeardOnlyByWhoPassesBadFrames(WHOLE | Descriptor.NO_PADDING | 40, Descriptor.RUNT);
        assertEquals(44, length());
    }

    @Test
    void aWrongCheckSequenceOfTheDriversOwnIsSeen() {
        bench.put(SENT, Arrays.copyOf(bytes(frame(200)), 204));
        isHeardOnlyByWhoPassesBadFrames(WHOLE | Descriptor.NO_CHECK_SEQUENCE | 204, Descriptor.DAMAGED);
        assertEquals(204, length());
    }

    private void isHeardOnlyByWhoPassesBadFrames(int control, int mark) {
        send(INTERNAL, control);
        assertTrue(bench.isOwned(RECEIVE_RING));
        bench.mode(Csr.PASS_BAD);
        bench.own(TRANSMIT_RING + Descriptor.BYTES, control, SENT, 0);
        bench.write(Csr.TRANSMIT_POLL, 0);
        int marks = mark | Descriptor.ERROR_SUMMARY;
        assertEquals(marks, status() & marks);
    }

    @Test
    void aRightCheckSequenceOfTheDriversOwnIsFine() {
        bench.put(SENT, sealed(200));
        send(INTERNAL, WHOLE | Descriptor.NO_CHECK_SEQUENCE | 204);
        assertEquals(204, length());
        assertEquals(0, status() & Descriptor.ERROR_SUMMARY);
        assertArrayEquals(sealed(200), bench.take(BUFFERS, 204));
    }

    @Test
    void onTheWireTheDriversOwnCheckSequenceIsNoPartOfTheFrame() {
        bench.put(SENT, sealed(200));
        send(0, WHOLE | Descriptor.NO_CHECK_SEQUENCE | 204);
        assertArrayEquals(bytes(frame(200)), bytes(bench.sent().get(0)));
    }

    @Test
    void aDamagedFrameIsTakenByNobodyOnTheWire() {
        bench.put(SENT, Arrays.copyOf(bytes(frame(200)), 204));
        send(0, WHOLE | Descriptor.NO_CHECK_SEQUENCE | 204);
        assertEquals(0, bench.sent().size());
        assertEquals(1, bench.adapter.counters().damaged());
        assertFalse(bench.isOwned(TRANSMIT_RING));
    }

    @Test
    void aShortFrameIsPaddedAndSealedWhateverTheDriverSaysOfTheSeal() {
        bench.put(SENT, frame(30));
        send(INTERNAL, WHOLE | Descriptor.NO_CHECK_SEQUENCE | 30);
        assertEquals(64, length());
        assertEquals(0, status() & Descriptor.ERROR_SUMMARY);
    }

    @Test
    void forcedCollisionsAreReportedAndNothingComesBack() {
        bench.put(SENT, frame(200));
        bench.mode(Csr.FORCE_COLLISIONS);
        send(INTERNAL, WHOLE | 200);
        assertEquals(Descriptor.ERROR_SUMMARY | Descriptor.COLLISIONS, bench.status(TRANSMIT_RING));
        assertTrue(bench.isOwned(RECEIVE_RING));
    }

    @Test
    void aLongFrameIsMarkedAndNotCut() {
        bench.own(RECEIVE_RING, Descriptor.END_OF_RING | AdapterBench.sizes(2000, 200), BUFFERS, BUFFERS + 2000);
        bench.put(SENT, new byte[2000]);
        send(INTERNAL, WHOLE | 2000);
        int marks = Descriptor.TOO_LONG | Descriptor.ERROR_SUMMARY;
        assertEquals(marks, status() & marks);
        assertEquals(2004, length());
        assertEquals(Csr.RECEIVED, bench.causes() & (Csr.RECEIVED | Csr.EARLY_RECEIVE));
    }

    private void send(int kind, int control) {
        bench.own(TRANSMIT_RING, control, SENT, 0);
        bench.mode(kind << Csr.LOOPBACK_SHIFT | Csr.START_TRANSMIT);
    }

    private static Frame frame(int length) {
        return FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN)
                .payload((byte) 1, (byte) 2)
                .length(length)
                .build();
    }

    private static byte[] sealed(int length) {
        byte[] data = bytes(frame(length));
        CRC32 crc = new CRC32();
        crc.update(data);
        byte[] all = Arrays.copyOf(data, length + 4);
        for (int i = 0; i < 4; i++) all[length + i] = (byte) (crc.getValue() >> (8 * i));
        return all;
    }

    private int status() {
        return bench.status(RECEIVE_RING);
    }

    private int length() {
        return (status() >> Descriptor.LENGTH_SHIFT) & 0x3FFF;
    }
}
