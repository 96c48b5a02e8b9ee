package viridian.vswitch.team.lacp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.team.lacp.LacpState.Bit;

class LacpPduTest {

    private static final MacAddress SOURCE = MacAddress.parse("00-15-5D-01-02-03");

    /** Written by hand from figure 5-8. */
    private static final String LACPDU = "0180c2000002 00155d010203 8809"
            + "01 01"
            + "01 14 8000 00155d010203 0001 00ff 0002 3d 000000"
            + "02 14 7fff 0200000000aa 0102 8000 0017 3f 000000"
            + "03 10 1234 000000000000000000000000"
            + "00 00" + "00".repeat(50);

    /** Written by hand from figure 5-17. */
    private static final String MARKER = "0180c2000002 00155d010203 8809"
            + "02 01"
            + "01 10 0017 0200000000aa deadbeef 0000"
            + "00 00" + "00".repeat(90);

    private static final LacpPdu PDU = new LacpPdu(
            new LacpEnd(
                    0x8000,
                    SOURCE,
                    1,
                    255,
                    2,
                    LacpState.of(Bit.ACTIVE, Bit.AGGREGATION, Bit.SYNCHRONIZATION, Bit.COLLECTING, Bit.DISTRIBUTING)),
            new LacpEnd(
                    0x7FFF,
                    MacAddress.parse("02-00-00-00-00-AA"),
                    0x102,
                    0x8000,
                    23,
                    LacpState.of(
                            Bit.ACTIVE,
                            Bit.SHORT_TIMEOUT,
                            Bit.AGGREGATION,
                            Bit.SYNCHRONIZATION,
                            Bit.COLLECTING,
                            Bit.DISTRIBUTING)),
            0x1234);

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void aPduIsWrittenAsTheStandardDrawsIt() {
        assertEquals(124, bytes(LACPDU).length);
        assertArrayEquals(bytes(LACPDU), bytes(PDU.frame(SOURCE)));
    }

    @Test
    void whatWasWrittenIsRead() {
        assertEquals(PDU, LacpPdu.read(Frame.of(bytes(LACPDU))));
    }

    @Test
    void aLaterVersionWithMoreBehindIsUnderstood() {
        byte[] later = bytes(LACPDU + "ffff");
        later[Frame.HEADER_BYTES + 1] = 2;
        later[Frame.HEADER_BYTES + 19] = 1; // reserved
        later[Frame.HEADER_BYTES + 22] = 99; // type
        assertEquals(PDU, LacpPdu.read(Frame.of(later)));
    }

    @Test
    void wrongLengthsInsideAreNotBelieved() {
        for (int at : List.of(3, 23, 43, 59)) {
            byte[] wrong = bytes(LACPDU);
            wrong[Frame.HEADER_BYTES + at]++;
            assertNull(LacpPdu.read(Frame.of(wrong)), "length at " + at);
        }
    }

    @Test
    void aTruncatedPduIsNone() {
        byte[] whole = bytes(LACPDU);
        for (int length = Frame.HEADER_BYTES; length < whole.length; length++) {
            assertNull(LacpPdu.read(Frame.of(Arrays.copyOf(whole, length))), length + " bytes");
        }
    }

    @Test
    void aMarkerIsWrittenAndReadAsTheStandardDrawsIt() {
        MarkerPdu marker = new MarkerPdu(false, 23, MacAddress.parse("02-00-00-00-00-AA"), 0xDEADBEEFL);
        assertArrayEquals(bytes(MARKER), bytes(marker.frame(SOURCE)));
        assertEquals(marker, MarkerPdu.read(Frame.of(bytes(MARKER))));
        assertNull(LacpPdu.read(Frame.of(bytes(MARKER))));
        assertNull(MarkerPdu.read(Frame.of(bytes(LACPDU))));
    }

    @Test
    void anAnswerRepeatsTheQuestion() {
        byte[] answer = bytes(MARKER);
        answer[Frame.HEADER_BYTES + 2] = 2;
        MarkerPdu asked = MarkerPdu.read(Frame.of(bytes(MARKER)));
        assertArrayEquals(answer, bytes(Objects.requireNonNull(asked).response().frame(SOURCE)));
    }

    @Test
    void statesAreReadInWords() {
        assertEquals(
                "active, aggregation, synchronization, collecting, distributing",
                PDU.actor().state().toString());
        assertEquals("nothing", LacpState.NONE.toString());
    }

    @Test
    void anyEndSurvivesTheWayThereAndBack() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1_000; i++) {
            LacpPdu pdu = new LacpPdu(end(random), end(random), random.nextInt(65_536));
            assertEquals(pdu, LacpPdu.read(pdu.frame(SOURCE)));
        }
    }

    private static LacpEnd end(SplittableRandom random) {
        return new LacpEnd(
                random.nextInt(65_536),
                MacAddress.of(random.nextLong(1L << 48)),
                random.nextInt(65_536),
                random.nextInt(65_536),
                random.nextInt(65_536),
                new LacpState(random.nextInt(256)));
    }
}
