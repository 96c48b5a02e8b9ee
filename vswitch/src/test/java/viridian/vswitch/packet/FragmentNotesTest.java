package viridian.vswitch.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;

class FragmentNotesTest {

    private static final long SECOND = 1_000_000_000L;

    private final FragmentNotes notes = new FragmentNotes();

    @Test
    void whatIsNotedAboutTheFirstIsToldAboutTheFurther() {
        notes.note(four(IpProtocol.UDP, 7, 0x2000), 0, 1);
        notes.note(six(7, 0), 0, FragmentNotes.LARGEST);
        assertEquals(1, notes.about(four(IpProtocol.UDP, 7, 2), 0));
        assertEquals(FragmentNotes.LARGEST, notes.about(six(7, 16), 0));
        assertEquals(0, notes.about(four(IpProtocol.UDP, 8, 2), 0));
        assertEquals(0, notes.about(four(IpProtocol.TCP, 7, 2), 0));
        assertEquals(0, notes.about(six(8, 16), 0));
    }

    @Test
    void aVlanHasPacketsOfItsOwn() {
        notes.note(six(7, 0), 0, 1);
        Packet elsewhere = new Packet();
        Frame frame = sixFrame(7, 16);
        frame.retag(10);
        elsewhere.read(frame);
        assertEquals(0, notes.about(elsewhere, 0));
    }

    @Test
    void aLaterNoteTakesThePlaceOfAnEarlierOneAndZeroForgets() {
        notes.note(six(7, 0), 0, 1);
        notes.note(six(7, 0), 0, 2);
        assertEquals(2, notes.about(six(7, 16), 0));
        notes.note(six(7, 0), 0, 0);
        assertEquals(0, notes.about(six(7, 16), 0));
    }

    @Test
    void notesAreOldAfterAMinuteWhereverTheClockBegins() {
        for (long start : new long[] {0, -40 * SECOND, Long.MAX_VALUE - 20 * SECOND, 65_530L << 30}) {
            notes.note(six(7, 0), start, 1);
            assertEquals(1, notes.about(six(7, 16), start - SECOND), "at " + start);
            assertEquals(1, notes.about(six(7, 16), start + 59 * SECOND), "at " + start);
            assertEquals(0, notes.about(six(7, 16), start + 63 * SECOND), "at " + start);
        }
    }

    @Test
    void aFloodOfPacketsIsMetWithFixedMemoryAndTheNewestAreKnown() {
        for (int id = 0; id < 100_000; id++) notes.note(six(id, 0), id * 1_000_000L, 3);
        long now = 100_000 * 1_000_000L;
        int known = 0;
        for (int id = 99_744; id < 100_000; id++) known += notes.about(six(id, 8), now) == 3 ? 1 : 0;
        assertTrue(known > 128, known + " of the newest 256 are known");
    }

    private static Packet four(int protocol, int id, int flagsAndOffset) {
        Packet packet = new Packet();
        packet.read(Crafted.frame(
                Packet.IPV4, Crafted.v4("10.0.0.1", "10.0.0.2", protocol, 0, id, flagsAndOffset, new byte[24])));
        return packet;
    }

    private static Packet six(int id, int offset) {
        Packet packet = new Packet();
        packet.read(sixFrame(id, offset));
        return packet;
    }

    private static Frame sixFrame(int id, int offset) {
        return Crafted.ipv6(IpProtocol.FRAGMENT, Crafted.fragment(IpProtocol.UDP, id, offset, true, Crafted.udp(1, 2)));
    }
}
