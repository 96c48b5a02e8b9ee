package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.GuestFault;
import viridian.partitions.Hex;

class VmbusMessageTest {

    private static final ChannelOffer NIC =
            new ChannelOffer(Guid.parse("f8615163-df3e-46c5-913f-f2d2f965ed0e"), new Guid(1, 2), 0);

    private final MemorySegment written = MemorySegment.ofArray(new byte[VmbusMessage.MAX_BYTES]);

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(new VmbusMessage.RequestOffers(), "03 00 00 00 00 00 00 00"),
                Arguments.of(new VmbusMessage.AllOffers(), "04 00 00 00 00 00 00 00"),
                Arguments.of(new VmbusMessage.InitiateContact(0x10001, 0, 0x10000, 0x11000, 0x12000), """
                        0e 00 00 00 00 00 00 00 01 00 01 00 00 00 00 00 00 00 01 00 00 00 00 00
                        00 10 01 00 00 00 00 00 00 20 01 00 00 00 00 00
                        """),
                Arguments.of(new VmbusMessage.InitiateContact(0x50003, 0, 2, 0x11000, 0x12000), """
                        0e 00 00 00 00 00 00 00 03 00 05 00 00 00 00 00 02 00 00 00 00 00 00 00
                        00 10 01 00 00 00 00 00 00 20 01 00 00 00 00 00
                        """),
                Arguments.of(
                        new VmbusMessage.VersionResponse(true, 0, 0x10001),
                        "0f 00 00 00 00 00 00 00 01 00 00 00 01 00 01 00"),
                Arguments.of(
                        new VmbusMessage.GpadlCreated(1, 0xE1E10, 0),
                        "0a 00 00 00 00 00 00 00 01 00 00 00 10 1e 0e 00 00 00 00 00"),
                Arguments.of(
                        new VmbusMessage.OpenResult(1, 1, 0),
                        "06 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00"),
                Arguments.of(new VmbusMessage.Close(1), "07 00 00 00 00 00 00 00 01 00 00 00"),
                Arguments.of(
                        new VmbusMessage.GpadlTeardown(1, 0xE1E10), "0b 00 00 00 00 00 00 00 01 00 00 00 10 1e 0e 00"),
                Arguments.of(new VmbusMessage.GpadlTorndown(0xE1E10), "0c 00 00 00 00 00 00 00 10 1e 0e 00"),
                Arguments.of(new VmbusMessage.Rescind(7), "02 00 00 00 00 00 00 00 07 00 00 00"),
                Arguments.of(new VmbusMessage.RelidReleased(7), "0d 00 00 00 00 00 00 00 07 00 00 00"),
                Arguments.of(new VmbusMessage.Unload(), "10 00 00 00 00 00 00 00"),
                Arguments.of(new VmbusMessage.UnloadResponse(), "11 00 00 00 00 00 00 00"),
                Arguments.of(new VmbusMessage.ModifyChannel(1, 2), "16 00 00 00 00 00 00 00 01 00 00 00 02 00 00 00"),
                Arguments.of(
                        new VmbusMessage.ModifyChannelResponse(1, 0),
                        "18 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messagesAreTheBytesOfTheSpecification(VmbusMessage message, String bytes) {
        int length = message.write(written);
        assertEquals(Hex.tidy(bytes), Hex.of(written, 0, length));
        assertEquals(message, VmbusMessage.read(Hex.bytes(bytes), length));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void bytesBehindTheLastFieldAreIgnored(VmbusMessage message, String bytes) {
        message.write(written);
        written.set(ValueLayout.JAVA_BYTE, 239, (byte) 0x55);
        assertEquals(message, VmbusMessage.read(written, VmbusMessage.MAX_BYTES), bytes);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageThatEndsTooEarlyIsAFault(VmbusMessage message, String bytes) {
        int length = message.write(written);
        int least = message instanceof VmbusMessage.VersionResponse ? 9 : length;
        assertThrows(GuestFault.class, () -> VmbusMessage.read(written, least - 1), bytes);
    }

    @Test
    void anOfferNamesTheDeviceAndItsDoorbell() {
        VmbusMessage offer = new VmbusMessage.Offer(NIC, 1, 0x2001, MonitorPages.NONE, true);
        assertEquals(196, offer.write(written));
        assertEquals("01 00 00 00 00 00 00 00 63 51 61 f8 3e df c5 46", Hex.of(written, 0, 16));
        assertEquals("00 00 00 00 00 00 00 00 01 00 00 00 ff 00 01 00 01 20 00 00", Hex.of(written, 176, 20));
        assertEquals(offer, VmbusMessage.read(written, 196));
    }

    @Test
    void anOfferOfTheOldestVersionHasNoDoorbell() {
        new VmbusMessage.Offer(NIC, 1, 0x2001, 5, true).write(written);
        assertEquals(new VmbusMessage.Offer(NIC, 1, 0, 5, false), VmbusMessage.read(written, 190));
    }

    @Test
    void openNamesTheRings() {
        VmbusMessage open = new VmbusMessage.Open(1, 1, 0xE1E10, 0, 1);
        assertEquals(148, open.write(written));
        assertEquals(
                "05 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00 10 1e 0e 00 00 00 00 00 01 00 00 00",
                Hex.of(written, 0, 28));
        assertEquals(open, VmbusMessage.read(written, 148));
    }

    @Test
    void aGpadlIsItsLengthAndItsPages() {
        long[] words = {8192, 0x100, 0x101};
        String bytes = Hex.tidy("""
                08 00 00 00 00 00 00 00 01 00 00 00 10 1e 0e 00 18 00 01 00
                00 20 00 00 00 00 00 00 00 01 00 00 00 00 00 00 01 01 00 00 00 00 00 00
                """);
        assertEquals(44, new VmbusMessage.GpadlHeader(1, 0xE1E10, 24, 1, words).write(written));
        assertEquals(bytes, Hex.of(written, 0, 44));
        VmbusMessage.GpadlHeader read =
                assertInstanceOf(VmbusMessage.GpadlHeader.class, VmbusMessage.read(written, 44));
        assertEquals(0xE1E10, read.gpadl());
        assertEquals(24, read.rangeBytes());
        assertArrayEquals(words, read.words());
    }

    @Test
    void aGpadlBodyIsMoreWords() {
        long[] words = {1, 2, 3};
        assertEquals(40, new VmbusMessage.GpadlBody(1, 0xE1E10, words).write(written));
        VmbusMessage.GpadlBody read = assertInstanceOf(VmbusMessage.GpadlBody.class, VmbusMessage.read(written, 40));
        assertEquals(1, read.number());
        assertArrayEquals(words, read.words());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 25, 30, -1})
    void typesNobodyKnowsAreUnknown(int type) {
        new VmbusMessage.Unknown(type).write(written);
        assertEquals(new VmbusMessage.Unknown(type), VmbusMessage.read(written, 8));
    }
}
