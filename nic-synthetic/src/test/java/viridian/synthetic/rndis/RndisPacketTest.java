package viridian.synthetic.rndis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.partitions.LittleEndian;
import viridian.synthetic.Bytes;
import viridian.vswitch.frame.Frame;

class RndisPacketTest {

    /** A frame of 60 bytes on VLAN 100 with priority 3: head and information, without the frame. */
    private static final String TAGGED = """
            01 00 00 00 78 00 00 00 34 00 00 00 3c 00 00 00 00 00 00 00 00 00 00 00
            00 00 00 00 24 00 00 00 10 00 00 00 00 00 00 00 00 00 00 00
            10 00 00 00 06 00 00 00 0c 00 00 00 43 06 00 00
            """;

    private static final int PRIORITY_3_VLAN_100 = 3 << 13 | 100;

    private final RndisPacket packet = new RndisPacket();
    private final MemorySegment wire = Bytes.padded(TAGGED, 120);

    @Test
    void taggedFrameIsWrittenAsTheWireHasIt() {
        MemorySegment written = MemorySegment.ofArray(new byte[60]).fill((byte) 0xEE);
        RndisPacket.writeHead(written, 0, 120, 60, 60, PRIORITY_3_VLAN_100);
        assertEquals(Bytes.text(Bytes.of(TAGGED)), Bytes.text(written));
        assertEquals(60, RndisPacket.headBytes(PRIORITY_3_VLAN_100));
    }

    @Test
    void taggedFrameIsRead() {
        assertTrue(packet.read(wire, 0, 120, 120));
        assertEquals(120, packet.bytes());
        assertEquals(60, packet.dataAt());
        assertEquals(60, packet.dataBytes());
        assertEquals(PRIORITY_3_VLAN_100, packet.tag());
        assertFalse(packet.wantsWork());
    }

    @Test
    void everyTagComesBack() {
        for (int tag = 0; tag <= 0xFFFF; tag++) {
            RndisPacket.writeHead(wire, 0, 120, 60, 60, tag);
            assertTrue(packet.read(wire, 0, 120, 120));
            assertEquals(tag, packet.tag());
        }
    }

    @Test
    void untaggedFrameHasNoInformation() {
        RndisPacket.writeHead(wire, 0, 104, 44, 60, Frame.UNTAGGED);
        assertTrue(packet.read(wire, 0, 104, 104));
        assertEquals(44, packet.dataAt());
        assertEquals(Frame.UNTAGGED, packet.tag());
    }

    @Test
    void bytesBehindTheFrameDoNotMatter() {
        RndisPacket.writeHead(wire, 0, 112, 44, 61, Frame.UNTAGGED);
        assertTrue(packet.read(wire, 0, 120, 120));
        assertEquals(112, packet.bytes());
        assertEquals(61, packet.dataBytes());
    }

    @Test
    void unknownInformationIsSkipped() {
        LittleEndian.putI32(wire, 48, 11);
        assertTrue(packet.read(wire, 0, 120, 120));
        assertEquals(Frame.UNTAGGED, packet.tag());
        LittleEndian.putI32(wire, 48, 0x8000_0006);
        assertTrue(packet.read(wire, 0, 120, 120));
        assertEquals(Frame.UNTAGGED, packet.tag());
    }

    @Test
    void workLeftToTheAdapterIsNoticed() {
        LittleEndian.putI32(wire, 48, 0);
        LittleEndian.putI32(wire, 56, 1);
        assertTrue(packet.read(wire, 0, 120, 120));
        assertFalse(packet.wantsWork());
        LittleEndian.putI32(wire, 56, 1 | 1 << 2);
        assertTrue(packet.read(wire, 0, 120, 120));
        assertTrue(packet.wantsWork());
        LittleEndian.putI32(wire, 48, 2);
        assertTrue(packet.read(wire, 0, 120, 120));
        assertTrue(packet.wantsWork());
    }

    @Test
    void aFieldThatLeadsOutsideRefusesThePacket() {
        refused("more than there is", 4, 121);
        refused("shorter than its head", 4, 43);
        refused("not a packet", 0, 2);
        refused("data behind the end", 8, 53);
        refused("data far behind the end", 8, -1);
        refused("data in the head", 8, 0);
        refused("more data than the rest", 12, 61);
        refused("less data than an Ethernet header", 12, 13);
        refused("negative length", 12, -1);
        refused("out-of-band data", 16, 36);
        refused("out-of-band length", 20, 4);
        refused("out-of-band count", 24, 1);
        refused("virtual circuit", 36, 1);
        refused("information behind the end", 28, 113);
        refused("information in the head", 28, 8);
        refused("information too long", 32, 77);
        refused("information without head", 32, 11);
        refused("entry of size 0", 44, 0);
        refused("entry shorter than its head", 44, 11);
        refused("entry beyond the information", 44, 17);
        refused("value in the entry's head", 52, 8);
        refused("value beyond the entry", 52, 13);
        refused("value far away", 52, -1);
    }

    private void refused(String why, int at, int value) {
        MemorySegment broken = MemorySegment.ofArray(new byte[120]).copyFrom(wire);
        LittleEndian.putI32(broken, at, value);
        assertFalse(packet.read(broken, 0, 120, 120), why);
    }

    @Test
    void whateverIsReadLiesInside() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        MemorySegment broken = MemorySegment.ofArray(new byte[120]);
        int read = 0;
        for (int run = 0; run < 200_000; run++) {
            broken.copyFrom(wire);
            for (int hits = random.nextInt(3); hits >= 0; hits--) {
                int value = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(160);
                LittleEndian.putI32(broken, 4L * random.nextInt(15), value);
            }
            int available = random.nextInt(121);
            if (!packet.read(broken, 0, available, available)) continue;
            read++;
            assertTrue(packet.bytes() <= available);
            assertTrue(packet.dataAt() >= RndisPacket.HEAD_BYTES);
            assertTrue(packet.dataAt() + packet.dataBytes() <= packet.bytes());
            assertTrue(packet.dataBytes() >= Frame.HEADER_BYTES);
        }
        assertTrue(read > 100, "the test found only " + read + " packets to look at");
    }
}
