package viridian.synthetic.rndis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.synthetic.Bytes;

class RndisMessageTest {

    private static final MemorySegment NOTHING = Bytes.of("");

    @Test
    void initializeAsTheFirstLinuxDriversSendIt() {
        bothWays(
                "02 00 00 00 18 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 00 40 00 00",
                new RndisMessage.Initialize(1, 1, 0, 0x4000));
    }

    @Test
    void initializeCompleteAnnouncesLimits() {
        bothWays("""
                02 00 00 80 34 00 00 00 01 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00
                01 00 00 00 00 00 00 00 08 00 00 00 00 40 00 00 03 00 00 00 00 00 00 00
                00 00 00 00
                """, new RndisMessage.InitializeComplete(1, RndisStatus.SUCCESS, 8, 0x4000, 3));
    }

    @Test
    void queryWithoutInformation() {
        bothWays(
                "04 00 00 00 1c 00 00 00 02 00 00 00 06 01 01 00 00 00 00 00 14 00 00 00 00 00 00 00",
                new RndisMessage.Query(2, RndisOid.MAXIMUM_FRAME_SIZE, NOTHING));
    }

    @Test
    void queryCompleteWithAWord() {
        bothWays(
                "04 00 00 80 1c 00 00 00 02 00 00 00 00 00 00 00 04 00 00 00 10 00 00 00 dc 05 00 00",
                new RndisMessage.QueryComplete(2, RndisStatus.SUCCESS, Bytes.of("dc 05 00 00")));
    }

    @Test
    void setOfThePacketFilter() {
        bothWays("""
                05 00 00 00 20 00 00 00 03 00 00 00 0e 01 01 00 04 00 00 00 14 00 00 00 00 00 00 00
                0d 00 00 00
                """, new RndisMessage.Set(3, RndisOid.CURRENT_PACKET_FILTER, Bytes.of("0d 00 00 00")));
        bothWays(
                "05 00 00 80 10 00 00 00 03 00 00 00 00 00 00 00",
                new RndisMessage.SetComplete(3, RndisStatus.SUCCESS));
    }

    @Test
    void indicationOfAPulledCable() {
        bothWays(
                "07 00 00 00 14 00 00 00 0c 00 01 40 00 00 00 00 00 00 00 00",
                new RndisMessage.Indicate(RndisStatus.MEDIA_DISCONNECT, NOTHING));
    }

    @Test
    void theOtherMessagesKeepTheirFields() {
        bothWays("03 00 00 00 0c 00 00 00 07 00 00 00", new RndisMessage.Halt(7));
        bothWays("06 00 00 00 0c 00 00 00 00 00 00 00", new RndisMessage.Reset());
        bothWays("06 00 00 80 10 00 00 00 00 00 00 00 00 00 00 00", new RndisMessage.ResetComplete(0));
        bothWays("08 00 00 00 0c 00 00 00 09 00 00 00", new RndisMessage.KeepAlive(9));
        MemorySegment setEx = new RndisMessage.SetEx(4, 0x10203, Bytes.of("aa bb")).bytes();
        assertEquals(
                "09 00 00 00 1e 00 00 00 04 00 00 00 03 02 01 00 02 00 00 00 14 00 00 00 00 00 00 00 aa bb",
                Bytes.text(setEx));
        assertEquals(RndisMessage.SetEx.TYPE, RndisMessage.read(setEx).type());
        MemorySegment done = new RndisMessage.SetExComplete(4, RndisStatus.NOT_SUPPORTED, RndisMessage.NOTHING).bytes();
        assertEquals("09 00 00 80 18 00 00 00 04 00 00 00 bb 00 00 c0 00 00 00 00 10 00 00 00", Bytes.text(done));
        assertEquals(RndisMessage.SetExComplete.TYPE, RndisMessage.read(done).type());
        bothWays("08 00 00 80 10 00 00 00 09 00 00 00 01 00 00 c0", new RndisMessage.KeepAliveComplete(9, 0xC0000001));
    }

    @Test
    void anIndicationMayLeaveItsInformationOutOfItsLength() {
        MemorySegment wire = Bytes.of("07 00 00 00 14 00 00 00 13 00 01 40 04 00 00 00 0c 00 00 00 00 e1 f5 05");
        RndisMessage.Indicate read = assertInstanceOf(RndisMessage.Indicate.class, RndisMessage.read(wire));
        assertEquals("00 e1 f5 05", Bytes.text(read.info()));
    }

    @Test
    void informationOutsideTheMessageIsMisplaced() {
        MemorySegment before = new RndisMessage.Set(3, 1, Bytes.of("0d 00 00 00")).bytes();
        before.set(ValueLayout.JAVA_BYTE, 20, (byte) 19);
        assertEquals(new RndisMessage.Misplaced(RndisMessage.Set.TYPE, 3), RndisMessage.read(before));
        MemorySegment behind = new RndisMessage.Query(4, 1, Bytes.of("0d 00 00 00")).bytes();
        behind.set(ValueLayout.JAVA_BYTE, 16, (byte) 5);
        assertEquals(new RndisMessage.Misplaced(RndisMessage.Query.TYPE, 4), RndisMessage.read(behind));
        MemorySegment wrapping = new RndisMessage.Query(5, 1, Bytes.of("0d 00 00 00")).bytes();
        wrapping.set(ValueLayout.JAVA_INT_UNALIGNED, 16, -1);
        wrapping.set(ValueLayout.JAVA_INT_UNALIGNED, 20, -1);
        assertEquals(new RndisMessage.Misplaced(RndisMessage.Query.TYPE, 5), RndisMessage.read(wrapping));
    }

    @Test
    void aMessageLongerThanWhatCameIsUnknown() {
        MemorySegment wire = Bytes.of("08 00 00 00 0d 00 00 00 09 00 00 00");
        assertEquals(new RndisMessage.Unknown(8), RndisMessage.read(wire));
        assertEquals(new RndisMessage.Unknown(0), RndisMessage.read(Bytes.of("08 00 00 00")));
    }

    @Test
    void anyBytesAreReadWithoutHarm() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 50_000; run++) {
            MemorySegment bytes = MemorySegment.ofArray(new byte[random.nextInt(60)]);
            for (long at = 0; at + 4 <= bytes.byteSize(); at += 4) {
                int word = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(64);
                bytes.set(ValueLayout.JAVA_INT_UNALIGNED, at, word);
            }
            RndisMessage.read(bytes);
        }
    }

    private static void bothWays(String digits, RndisMessage message) {
        MemorySegment wire = Bytes.of(digits);
        assertEquals(Bytes.text(wire), Bytes.text(message.bytes()));
        RndisMessage read = RndisMessage.read(wire);
        assertEquals(message.getClass(), read.getClass());
        assertEquals(Bytes.text(wire), Bytes.text(read.bytes()));
    }
}
