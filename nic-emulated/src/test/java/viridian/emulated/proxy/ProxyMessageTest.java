package viridian.emulated.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyMessageTest {

    /** As QEMU 7.2 sent it when Linux wrote CSR7 at port C038h. */
    private static final String CSR7_WRITE =
            "04000000 00000000 1800000000000000 38c0000000000000 efeb010000000000 04000000 00 000000";

    @Test
    void aRegisterWriteOfQemuIsRead() throws ProtocolException {
        assertEquals(new ProxyMessage.BarWrite(0xC038, 0x1EBEF, 4, false), ProxyMessage.read(bytes(CSR7_WRITE)));
    }

    @Test
    void aConfigurationReadOfQemuIsRead() throws ProtocolException {
        ByteBuffer read = bytes("03000000 5a5a5a5a 0c00000000000000 10000000 00000000 02000000");
        assertEquals(new ProxyMessage.ConfigRead(0x10, 2), ProxyMessage.read(read));
    }

    @Test
    void anAnswerIsEightBytesBehindItsHeader() {
        ByteBuffer out = buffer();
        new ProxyMessage.Returned(0x1234).write(out);
        assertEquals("01000000000000000800000000000000" + "3412000000000000", hex(out));
    }

    @Test
    void everyMessageIsReadAsItWasWritten() throws ProtocolException {
        List<ProxyMessage> all = List.of(
                new ProxyMessage.SyncMemory(
                        List.of(new MemoryRange(0, 0xC0000, 0), new MemoryRange(0x10_0000, 0xFF0_0000, 0x10_0000))),
                new ProxyMessage.Returned(-1),
                new ProxyMessage.ConfigWrite(0x3C, 11, 1),
                new ProxyMessage.ConfigRead(0xFC, 4),
                new ProxyMessage.BarWrite(0xFEBF_1008L, -2, 8, true),
                new ProxyMessage.BarRead(0xC028, 4, false),
                new ProxyMessage.SetInterrupts(),
                new ProxyMessage.DeviceReset());
        ByteBuffer line = buffer();
        for (ProxyMessage message : all) message.write(line);
        line.flip();
        for (ProxyMessage message : all) assertEquals(message, ProxyMessage.read(line));
        assertNull(ProxyMessage.read(line));
    }

    @Test
    void halfAMessageIsLeftUntilTheRestComes() throws ProtocolException {
        ByteBuffer whole = bytes(CSR7_WRITE);
        for (int bytes = 0; bytes < whole.limit(); bytes++) {
            ByteBuffer part = whole.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(bytes);
            assertNull(ProxyMessage.read(part));
            assertEquals(0, part.position());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08000000 00000000 0000000000000000", // no such command
                "ffffffff 00000000 0000000000000000",
                "04000000 00000000 1700000000000000", // a body too short
                "00000000 00000000 c000000001000000", // one of 4 GB
                "02000000 00000000 ffffffffffffffff",
                "07000000 00000000 0800000000000000",
                "03000000 00000000 0c00000000000000 10000000 00000000 03000000", // three bytes
                "03000000 00000000 0c00000000000000 10000000 00000000 08000000",
                "05000000 00000000 1800000000000000 0000000000000000 0000000000000000 ffffffff 00000000"
            })
    void whatNoPeerSaysIsRefused(String message) {
        assertThrows(ProtocolException.class, () -> ProxyMessage.read(bytes(message)));
    }

    /** The only ways out are a message, more to come, and a refusal. */
    @Test
    void noBytesAreReadAsAnythingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 100_000; round++) {
            ByteBuffer noise = buffer();
            noise.putInt(random.nextInt(10) - 1).putInt(random.nextInt()).putLong(random.nextInt(200));
            while (noise.hasRemaining()) noise.put((byte) random.nextInt());
            try {
                readOrRefuse(noise.flip().limit(random.nextInt(noise.limit() + 1)));
            } catch (RuntimeException wrong) {
                throw new AssertionError("seed " + seed, wrong);
            }
        }
    }

    private static @Nullable ProxyMessage readOrRefuse(ByteBuffer in) {
        try {
            return ProxyMessage.read(in);
        } catch (ProtocolException refused) {
            return null;
        }
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String hex(ByteBuffer written) {
        byte[] bytes = new byte[written.position()];
        written.get(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
