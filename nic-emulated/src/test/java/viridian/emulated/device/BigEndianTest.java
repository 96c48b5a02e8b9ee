package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.RECEIVE_RING;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;
import static viridian.emulated.device.AdapterBench.bytes;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

/** A machine whose words begin with their highest byte. */
class BigEndianTest {

    private static final int WHOLE = Descriptor.FIRST | Descriptor.LAST;

    private final AdapterBench bench = new AdapterBench();

    @Test
    void descriptorsAreReadAndGivenBackTheOtherWayRound() {
        bench.write(Csr.BUS_MODE, Csr.BIG_ENDIAN_DESCRIPTORS);
        bench.put(BUFFERS, frame());
        own(TRANSMIT_RING, WHOLE | 100);
        bench.mode(Csr.START_TRANSMIT);
        assertArrayEquals(bytes(frame()), bytes(bench.sent().get(0)));
        own(RECEIVE_RING, Descriptor.END_OF_RING | 1536);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        bench.hears(frame());
        int status = Integer.reverseBytes(bench.status(RECEIVE_RING));
        assertEquals(104, (status >> Descriptor.LENGTH_SHIFT) & 0x3FFF);
    }

    @Test
    void buffersHaveTheirBytesMirroredInEachWord() {
        bench.write(Csr.BUS_MODE, Csr.BIG_ENDIAN_BUFFERS);
        bench.put(BUFFERS, mirrored(bytes(frame())));
        bench.own(TRANSMIT_RING, WHOLE | 100, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertArrayEquals(bytes(frame()), bytes(bench.sent().get(0)));
        bench.oneReceiveDescriptor();
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        bench.hears(frame());
        assertArrayEquals(mirrored(bytes(frame())), bench.take(BUFFERS, 100));
    }

    @Test
    void aPieceMayBeginAnywhereInAWord() {
        bench.write(Csr.BUS_MODE, Csr.BIG_ENDIAN_BUFFERS);
        byte[] shifted = new byte[104];
        System.arraycopy(bytes(frame()), 0, shifted, 3, 100);
        bench.put(BUFFERS, mirrored(shifted));
        bench.own(TRANSMIT_RING, WHOLE | 100, BUFFERS + 3, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertArrayEquals(bytes(frame()), bytes(bench.sent().get(0)));
    }

    @Test
    void aPieceBehindTheEndOfMemoryIsAFatalBusError() {
        bench.write(Csr.BUS_MODE, Csr.BIG_ENDIAN_BUFFERS);
        bench.own(TRANSMIT_RING, WHOLE | 100, bench.memory.size() - 50, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(Csr.FATAL_BUS_ERROR, bench.causes());
    }

    @Test
    void aResetMakesItLittleAgain() {
        bench.write(Csr.BUS_MODE, Csr.BIG_ENDIAN_DESCRIPTORS | Csr.BIG_ENDIAN_BUFFERS);
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        bench.write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING);
        bench.put(BUFFERS, frame());
        bench.own(TRANSMIT_RING, WHOLE | 100, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertArrayEquals(bytes(frame()), bytes(bench.sent().get(0)));
    }

    private void own(long at, int control) {
        bench.memory.putI32(at + Descriptor.CONTROL, Integer.reverseBytes(control));
        bench.memory.putI32(at + Descriptor.BUFFER_1, Integer.reverseBytes((int) BUFFERS));
        bench.memory.putI32(at, Integer.reverseBytes(Descriptor.OWN));
    }

    private static byte[] mirrored(byte[] bytes) {
        byte[] all = Arrays.copyOf(bytes, bytes.length);
        for (int i = 0; i < all.length; i++) all[i] = bytes[i ^ 3];
        return all;
    }

    private static Frame frame() {
        byte[] payload = new byte[86];
        for (int i = 0; i < payload.length; i++) payload[i] = (byte) (i + 1);
        return FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN)
                .payload(payload)
                .build();
    }
}
