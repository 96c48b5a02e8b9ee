package viridian.synthetic.nvsp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.synthetic.Bytes;

class NvspMessageTest {

    @Test
    void initAsksForOneVersion() {
        bothWays("01 00 00 00 02 00 03 00 02 00 03 00", new NvspMessage.Init(0x30002, 0x30002));
    }

    @Test
    void initCompleteOfTheFirstVersionRepeatsItsNumber() {
        bothWays(
                "02 00 00 00 02 00 00 00 22 00 00 00 01 00 00 00",
                new NvspMessage.InitComplete(NvspVersion.V1.wire(), 34, NvspStatus.SUCCESS));
    }

    @Test
    void initCompleteOfLaterVersionsHasARelic() {
        bothWays(
                "02 00 00 00 ff ff ff ff 22 00 00 00 01 00 00 00",
                new NvspMessage.InitComplete(-1, 34, NvspStatus.SUCCESS));
    }

    @Test
    void ndisConfigHasTheFrameLengthAndCapabilities() {
        bothWays(
                "7d 00 00 00 ea 05 00 00 00 00 00 00 08 00 00 00 00 00 00 00",
                new NvspMessage.NdisConfig(1514, NvspMessage.NdisConfig.VLAN));
    }

    @Test
    void receiveBufferIsNamedByGpadlAndId() {
        bothWays("65 00 00 00 11 1e 0e 00 fe ca 00 00", new NvspMessage.SendReceiveBuffer(0xE1E11, 0xCAFE));
    }

    @Test
    void receiveBufferCompleteHasOneSection() {
        bothWays(
                "66 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 0e 07 00 00 05 22 00 00 46 ff ef 00",
                new NvspMessage.ReceiveBufferComplete(NvspStatus.SUCCESS, 1, 0, 1806, 8709, 15_728_454));
    }

    @Test
    void theOtherMessagesKeepTheirFields() {
        bothWays("64 00 00 00 06 00 00 00 1e 00 00 00", new NvspMessage.NdisVersion(6, 30));
        bothWays("67 00 00 00 fe ca", new NvspMessage.RevokeReceiveBuffer(0xCAFE));
        bothWays("68 00 00 00 12 1e 0e 00 ce fa", new NvspMessage.SendSendBuffer(0xE1E12, 0xFACE));
        bothWays("69 00 00 00 01 00 00 00 00 18 00 00", new NvspMessage.SendBufferComplete(1, 6144));
        bothWays("6a 00 00 00 ce fa", new NvspMessage.RevokeSendBuffer(0xFACE));
        bothWays("81 00 00 00 01 00 00 00", new NvspMessage.SwitchDataPath(1));
        bothWays("83 00 00 00 00 00 00 00 06 01 01 00", new NvspMessage.OidQuery(0x10106));
        bothWays("84 00 00 00 02 00 00 00 00 00 00 00", new NvspMessage.OidQueryComplete(2, 0));
        bothWays("85 00 00 00 01 00 00 00 03 00 00 00", new NvspMessage.Subchannel(1, 3));
    }

    @Test
    void messagesOfLaterVersionsAreLonger() {
        assertEquals(
                40,
                new NvspMessage.Init(2, 2)
                        .bytes(NvspVersion.V6_1.messageBytes())
                        .byteSize());
        assertEquals(28, NvspVersion.V6.messageBytes());
        bothWays("80 00 00 00 01 00 00 00 02 00 00 00", new NvspMessage.VfAssociation(1, 2));
        bothWays("87 00 00 00 01 00 00 00 bb 00 00 c0", new NvspMessage.PacketDirect(1, 0xC00000BB));
    }

    @Test
    void theIndirectionTableIsAsLongAsItsChannels() {
        NvspMessage table = new NvspMessage.IndirectionTable(List.of(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3));
        MemorySegment bytes = table.bytes();
        assertEquals(76, bytes.byteSize());
        assertEquals("86 00 00 00 10 00 00 00 0c 00 00 00 00 00 00 00 01 00 00 00", Bytes.text(bytes.asSlice(0, 20)));
        assertEquals(table, NvspMessage.read(bytes, 0, 76));
        assertEquals(table, NvspMessage.read(bytes, 0, 80, NvspVersion.V5));
        assertEquals(new NvspMessage.Unknown(134), NvspMessage.read(bytes, 0, 72));
    }

    @Test
    void aTableThatAnOlderHostMisplacesIsFound() {
        MemorySegment bytes = Bytes.padded("86 00 00 00 02 00 00 00 0c 00 00 00", 48);
        bytes.set(ValueLayout.JAVA_BYTE, 44, (byte) 1);
        assertEquals(new NvspMessage.IndirectionTable(List.of(0, 1)), NvspMessage.read(bytes, 0, 48, NvspVersion.V6));
        assertEquals(new NvspMessage.IndirectionTable(List.of(0, 0)), NvspMessage.read(bytes, 0, 48));
    }

    @Test
    void messagesNobodySpeaksHaveNamesAllTheSame() {
        NvspMessage chimney = NvspMessage.read(Bytes.padded("6d 00 00 00", 28), 0, 28);
        assertEquals("SEND_CHIMNEY_DELEGATED_BUFFER that cannot be read", chimney.toString());
    }

    @Test
    void rndisAnnouncementSaysWhereTheMessageIs() {
        MemorySegment message = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        NvspRndis.write(message, 0, NvspRndis.CONTROL, NvspRndis.NO_SECTION, 0);
        assertEquals(
                Bytes.text(Bytes.padded("6b 00 00 00 01 00 00 00 ff ff ff ff", NvspMessage.BYTES)),
                Bytes.text(message));
        assertEquals(NvspRndis.CONTROL, NvspRndis.channelType(message, 0));
        assertEquals(NvspRndis.NO_SECTION, NvspRndis.section(message, 0));
        assertEquals(0, NvspRndis.sectionBytes(message, 0));
    }

    @Test
    void rndisCompletionIsTypeAndStatus() {
        MemorySegment message = MemorySegment.ofArray(new byte[NvspRndis.COMPLETE_BYTES]);
        NvspRndis.writeComplete(message, 0, NvspStatus.FAILURE);
        assertEquals("6c 00 00 00 02 00 00 00", Bytes.text(message));
        assertEquals(NvspStatus.FAILURE, NvspRndis.status(message, 0));
    }

    @Test
    void aMessageShorterThanItsFieldsIsUnknown() {
        MemorySegment init = Bytes.of("01 00 00 00 02 00 03 00 02 00 03 00");
        assertEquals(new NvspMessage.Unknown(1), NvspMessage.read(init, 0, 8));
        assertEquals(new NvspMessage.Unknown(0), NvspMessage.read(init, 0, 3));
    }

    @Test
    void anyBytesAreReadWithoutHarm() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 20_000; run++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 3) bytes[1] = bytes[2] = bytes[3] = 0;
            NvspMessage.read(MemorySegment.ofArray(bytes), 0, bytes.length);
        }
    }

    @Test
    void aVersionKnowsItsOwnMessagesAndThoseBefore() {
        assertEquals(true, NvspVersion.V1.knows(107));
        assertEquals(false, NvspVersion.V1.knows(125));
        assertEquals(true, NvspVersion.V2.knows(125));
        assertEquals(false, NvspVersion.V4.knows(133));
        assertEquals(true, NvspVersion.V5.knows(133));
        assertEquals(false, NvspVersion.V6.knows(135));
        assertEquals(true, NvspVersion.V6_1.knows(135));
        assertEquals(false, NvspVersion.V6.knows(-1));
    }

    private static void bothWays(String digits, NvspMessage message) {
        MemorySegment wire = Bytes.padded(digits, NvspMessage.BYTES);
        assertEquals(Bytes.text(wire), Bytes.text(message.bytes()));
        assertEquals(message, NvspMessage.read(wire, 0, wire.byteSize()));
        long shortest = Bytes.of(digits).byteSize();
        assertEquals(message, NvspMessage.read(wire, 0, shortest));
    }
}
