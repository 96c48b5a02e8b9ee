package viridian.vswitch.loop.rstp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

class BpduTest {

    private static final MacAddress SENDER = MacAddress.parse("00-15-5D-00-00-0A");
    private static final PriorityVector PRIORITY = new PriorityVector(
            BridgeId.of(4096, MacAddress.parse("00-15-5D-00-00-01")),
            20_000,
            BridgeId.of(32_768, MacAddress.parse("00-15-5D-00-00-0A")),
            0x8002);
    private static final Times TIMES = Times.ofSeconds(1, 20, 2, 15);

    private static final String ADDRESSES = "0180c2000000 00155d00000a ";
    private static final String CONTENT = "1000 00155d000001 00004e20 8000 00155d00000a 8002 0100 1400 0200 0f00 ";
    private static final String RAPID = ADDRESSES + "0027 424203 0000 02 02 7e " + CONTENT + "00";
    private static final String CONFIGURATION = ADDRESSES + "0026 424203 0000 00 00 81 " + CONTENT;
    private static final String NOTIFICATION = ADDRESSES + "0007 424203 0000 00 80";

    @Test
    void aRapidBpduHasTheseBytes() {
        Bpdu said = new Bpdu.Rapid(PortRole.DESIGNATED, false, true, true, true, true, PRIORITY, TIMES);
        assertEquals(said, Bpdu.read(frame(RAPID)));
        assertArrayEquals(bytes(RAPID, 60), bytes(said.frame(SENDER)));
    }

    @Test
    void aConfigurationBpduHasTheseBytes() {
        Bpdu said = new Bpdu.Configuration(true, true, PRIORITY, TIMES);
        assertEquals(said, Bpdu.read(frame(CONFIGURATION)));
        assertArrayEquals(bytes(CONFIGURATION, 60), bytes(said.frame(SENDER)));
    }

    @Test
    void aTopologyChangeNotificationHasTheseBytes() {
        Bpdu said = new Bpdu.TopologyChangeNotification();
        assertEquals(said, Bpdu.read(frame(NOTIFICATION)));
        assertArrayEquals(bytes(NOTIFICATION, 60), bytes(said.frame(SENDER)));
    }

    @ParameterizedTest
    @CsvSource({"00, DISABLED", "04, ALTERNATE", "08, ROOT", "0c, DESIGNATED"})
    void theRoleStandsInTwoBitsOfTheFlags(String flags, PortRole role) {
        Bpdu.Rapid read =
                assertInstanceOf(Bpdu.Rapid.class, Bpdu.read(frame(RAPID.replace("02 02 7e", "02 02 " + flags))));
        assertEquals(role, read.role());
    }

    @Test
    void aBpduOfALaterVersionIsReadAsFarAsItIsKnown() {
        String later = RAPID.replace("0027", "0069").replace("02 02 7e", "03 02 7e") + "00".repeat(66);
        assertEquals(Bpdu.read(frame(RAPID)), Bpdu.read(frame(later)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0027 424203 0001 02 02", // another protocol
                "0027 424203 0000 02 03", // another type
                "0027 424203 0000 01 02", // the rapid type in a version that has none
                "0027 424303 0000 02 02", // another service
                "0027 424213 0000 02 02", // another kind of link control
                "0026 424203 0000 02 02", // a length too short for the type
                "0004 424203 0000 02 02",
                "0000 424203 0000 02 02",
                "ffff 424203 0000 02 02", // a length beyond the frame
                "8100 424203 0000 02 02"
            })
    void whatIsMalformedIsNotRead(String head) {
        assertNull(Bpdu.read(frame(RAPID.replace("0027 424203 0000 02 02", head))));
    }

    @Test
    void aConfigurationBpduOfFullAgeIsNotBelieved() {
        assertNull(Bpdu.read(frame(CONFIGURATION.replace("0100 1400", "1400 1400"))));
        assertNotNull(Bpdu.read(frame(CONFIGURATION.replace("0100 1400", "13ff 1400"))));
    }

    @Test
    void cutAnywhereItIsReadWholeOrNotAtAll() {
        for (String whole : new String[] {RAPID, CONFIGURATION, NOTIFICATION}) {
            byte[] bytes = bytes(whole, 0);
            for (int length = Frame.HEADER_BYTES; length < bytes.length; length++) {
                assertNull(Bpdu.read(Frame.of(Arrays.copyOf(bytes, length))), "cut after " + length);
            }
        }
    }

    @Test
    void noBytesAreThrownOnAndWhatIsReadIsWrittenTheSame() {
        long seed = 1804;
        SplittableRandom random = new SplittableRandom(seed);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = damaged(random);
            Bpdu bpdu = readOrTell(bytes, seed, i);
            if (bpdu == null) continue;
            read++;
            assertEquals(bpdu, Bpdu.read(bpdu.frame(SENDER)), () -> "seed " + seed);
        }
        assertEquals(true, read > 20_000, "only " + read + " were read");
    }

    private static @Nullable Bpdu readOrTell(byte[] bytes, long seed, int number) {
        try {
            return Bpdu.read(Frame.of(bytes));
        } catch (RuntimeException broken) {
            throw new AssertionError("seed " + seed + ", frame " + number, broken);
        }
    }

    /** A good BPDU with some bytes changed, cut to any length or lengthened. */
    private static byte[] damaged(SplittableRandom random) {
        String[] good = {RAPID, CONFIGURATION, NOTIFICATION};
        byte[] bytes = bytes(good[random.nextInt(good.length)], 60);
        int changes = random.nextInt(5);
        for (int i = 0; i < changes; i++) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        return random.nextInt(3) > 0 ? bytes : Arrays.copyOf(bytes, Frame.HEADER_BYTES + random.nextInt(1500));
    }

    private static Frame frame(String hex) {
        return Frame.of(bytes(hex, 0));
    }

    private static byte[] bytes(String hex, int atLeast) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return Arrays.copyOf(bytes, Math.max(bytes.length, atLeast));
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }
}
