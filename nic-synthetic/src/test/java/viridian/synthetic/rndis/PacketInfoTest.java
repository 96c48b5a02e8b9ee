package viridian.synthetic.rndis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import viridian.synthetic.Bytes;
import viridian.vswitch.frame.Frame;

/** What stands beside a frame, of each kind. */
class PacketInfoTest {

    private final PacketInfo info = new PacketInfo();

    @Test
    void eachKindHasItsNumber() {
        assertEquals(
                "10 00 00 00 00 00 00 00 0c 00 00 00 04 00 22 00",
                written(new PacketInfo().putChecksum(ChecksumInfo.left(ChecksumInfo.TCP, 34))));
        assertEquals(
                "10 00 00 00 02 00 00 00 0c 00 00 00 b4 05 20 42",
                written(new PacketInfo().putLargeSend(LargeSendInfo.of(1460, 34, false))));
        assertEquals(
                "10 00 00 00 06 00 00 00 0c 00 00 00 43 06 00 00", written(new PacketInfo().putTag(3 << 13 | 100)));
        assertEquals("10 00 00 00 08 00 00 00 0c 00 00 00 78 c1 cc 51", written(new PacketInfo().putHash(0x51CCC178)));
        assertEquals("10 00 00 00 09 00 00 00 0c 00 00 00 00 02 00 00", written(new PacketInfo().putHashInfo(0x200)));
        assertEquals(
                "10 00 00 00 01 00 00 80 0c 00 00 00 01 03 07 00",
                written(new PacketInfo().putPacketId(PacketId.of(PacketId.IN_PARTS | PacketId.FIRST, 7))));
    }

    private static String written(PacketInfo info) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[info.bytes()]);
        info.write(bytes, 0);
        return Bytes.text(bytes);
    }

    @Test
    void allTogetherComeBackInTheirEnvelope() {
        info.putHash(1).putHashInfo(2).putTag(3).putLargeSend(4).putChecksum(5).putPacketId(6);
        assertEquals(PacketInfo.MAX_BYTES, info.bytes());
        int head = RndisPacket.headBytes(info);
        MemorySegment bytes = MemorySegment.ofArray(new byte[head + 60]);
        RndisPacket.writeHead(bytes, 0, head + 60, head, 60, info);
        RndisPacket packet = new RndisPacket();
        assertTrue(packet.read(bytes, 0, bytes.byteSize(), bytes.byteSize()));
        PacketInfo read = packet.info();
        assertTrue(read.hasHash() && read.hasHashInfo() && read.hasLargeSend());
        assertTrue(read.hasChecksum() && read.hasPacketId());
        assertEquals(1, read.hash());
        assertEquals(2, read.hashInfo());
        assertEquals(3, read.tag());
        assertEquals(4, read.largeSend());
        assertEquals(5, read.checksum());
        assertEquals(6, read.packetId());
    }

    @Test
    void aClearedListIsEmpty() {
        info.putHash(1).putTag(2).putChecksum(3).clear();
        assertEquals(0, info.bytes());
        assertEquals(Frame.UNTAGGED, info.tag());
        assertFalse(info.hasHash() || info.hasChecksum());
        assertEquals(0, info.putTag(5).putTag(Frame.UNTAGGED).bytes());
    }

    @Test
    void wordsKeepWhatTheyWereMadeOf() {
        assertEquals(34, ChecksumInfo.transportAt(ChecksumInfo.left(ChecksumInfo.TCP | ChecksumInfo.IPV4, 34)));
        int word = LargeSendInfo.of(8960, 54, true);
        assertEquals(8960, LargeSendInfo.mss(word));
        assertEquals(54, LargeSendInfo.transportAt(word));
        assertTrue(LargeSendInfo.isIpv6(word) && LargeSendInfo.isSecondVersion(word));
        int id = PacketId.of(PacketId.LAST, 0xFFFF);
        assertTrue(PacketId.isKnown(id));
        assertEquals(PacketId.LAST, PacketId.flags(id));
        assertEquals(0xFFFF, PacketId.number(id));
    }

    @Test
    void onlyALaterPartMayBeShorterThanAnEthernetHeader() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[60 + 5]);
        info.putPacketId(PacketId.of(PacketId.IN_PARTS | PacketId.LAST, 1));
        RndisPacket.writeHead(bytes, 0, 65, 60, 5, info);
        RndisPacket packet = new RndisPacket();
        assertTrue(packet.readPart(bytes, 0, 65, 65));
        assertEquals(5, packet.dataBytes());
        assertFalse(packet.read(bytes, 0, 65, 65));
    }
}
