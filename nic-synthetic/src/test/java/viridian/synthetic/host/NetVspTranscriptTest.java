package viridian.synthetic.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.Bench;
import viridian.synthetic.Bytes;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;

/** The host's half answers, byte for byte, as hosts do, to what Linux says when it probes an adapter. */
class NetVspTranscriptTest {

    private static final String COMPLETED = "6c 00 00 00 01 00 00 00";

    private final Bench bench = new Bench();
    private final BareGuest guest = new BareGuest(bench, new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME));

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void fromInitToAFrame() {
        assertEquals(
                completed("02 00 00 00 ff ff ff ff 22 00 00 00 01 00 00 00"),
                text(guest.says("01 00 00 00 02 00 03 00 02 00 03 00")));
        tells("7d 00 00 00 ea 05 00 00 00 00 00 00 08 00 00 00 00 00 00 00");
        tells("64 00 00 00 06 00 00 00 01 00 00 00");
        int receive = guest.share(guest.receiveGpa, BareGuest.RECEIVE_BYTES);
        assertEquals(
                completed("66 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 0e 07 00 00 e2 00 00 00 5c 3a 06 00"),
                text(guest.says("65 00 00 00 %s fe ca 00 00".formatted(word(receive)))));
        int send = guest.share(guest.sendGpa, BareGuest.SEND_BYTES);
        assertEquals(
                completed("69 00 00 00 01 00 00 00 00 18 00 00"),
                text(guest.says("68 00 00 00 %s 00 00 00 00".formatted(word(send)))));
        rndis("02 00 00 00 18 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 00 40 00 00", """
                02 00 00 80 34 00 00 00 01 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00
                01 00 00 00 00 00 00 00 08 00 00 00 00 40 00 00 03 00 00 00 00 00 00 00
                00 00 00 00
                """);
        rndis(
                "04 00 00 00 1c 00 00 00 02 00 00 00 06 01 01 00 00 00 00 00 14 00 00 00 00 00 00 00",
                "04 00 00 80 1c 00 00 00 02 00 00 00 00 00 00 00 04 00 00 00 10 00 00 00 dc 05 00 00");
        rndis(
                "04 00 00 00 1c 00 00 00 05 00 00 00 01 01 01 01 00 00 00 00 14 00 00 00 00 00 00 00",
                "04 00 00 80 1e 00 00 00 05 00 00 00 00 00 00 00 06 00 00 00 10 00 00 00 00 15 5d 00 00 01");
        rndis(
                "05 00 00 00 20 00 00 00 03 00 00 00 0e 01 01 00 04 00 00 00 14 00 00 00 00 00 00 00 0d 00 00 00",
                "05 00 00 80 10 00 00 00 03 00 00 00 00 00 00 00");
        rndis("08 00 00 00 0c 00 00 00 09 00 00 00", "08 00 00 80 10 00 00 00 09 00 00 00 00 00 00 00");
        rndis("06 00 00 00 0c 00 00 00 00 00 00 00", "06 00 00 80 10 00 00 00 00 00 00 00 00 00 00 00");
    }

    @Test
    void settingOffloadParametersIsAnsweredAndThenIndicated() {
        guest.running();
        MemorySegment set = Bytes.padded(
                "05 00 00 00 38 00 00 00 07 00 00 00 0c 02 01 fc 1c 00 00 00 14 00 00 00 00 00 00 00 80 03 1c 00", 56);
        List<BareGuest.Heard> heard = guest.saysRndis(NvspRndis.CONTROL, set);
        assertEquals(COMPLETED, heard.get(0).payload());
        assertEquals(
                "05 00 00 80 10 00 00 00 07 00 00 00 00 00 00 00",
                Bytes.text(heard.get(1).range()));
        MemorySegment indicated =
                Bytes.padded("07 00 00 00 b0 00 00 00 06 00 02 40 9c 00 00 00 0c 00 00 00 a7 03 9c 00", 176);
        assertEquals(Bytes.text(indicated), Bytes.text(heard.get(2).range()));
        assertEquals(3, heard.size());
    }

    @Test
    void haltAndRevocationEndTheTrafficAndAreCompletedIfThatIsWanted() {
        guest.running();
        List<BareGuest.Heard> heard =
                guest.saysRndis(NvspRndis.CONTROL, Bytes.of("03 00 00 00 0c 00 00 00 08 00 00 00"));
        assertEquals(List.of("b " + COMPLETED), text(heard));
        assertEquals(List.of("b "), text(guest.says("67 00 00 00 fe ca")));
        assertEquals(List.of("b "), text(guest.says("6a 00 00 00 00 00")));
    }

    @Test
    void theOldestGuestIsAnsweredWithItsVersion() {
        assertEquals(
                completed("02 00 00 00 02 00 00 00 22 00 00 00 01 00 00 00"),
                text(guest.says("01 00 00 00 02 00 00 00 02 00 00 00")));
    }

    private void tells(String digits) {
        assertEquals(List.of(), guest.says(Bytes.padded(digits, NvspMessage.BYTES), 0, false));
    }

    /** A control message: its packet is completed, its answer comes by transfer pages, and is completed. */
    private void rndis(String message, String answer) {
        List<BareGuest.Heard> heard = guest.saysRndis(NvspRndis.CONTROL, Bytes.of(message));
        assertEquals(2, heard.size());
        assertEquals(PacketType.COMPLETION, heard.get(0).type());
        assertEquals(COMPLETED, heard.get(0).payload());
        assertEquals(PacketType.TRANSFER_PAGES, heard.get(1).type());
        assertEquals(
                Bytes.text(Bytes.padded("6b 00 00 00 01 00 00 00 ff ff ff ff", 32)),
                heard.get(1).payload());
        assertEquals(Bytes.text(Bytes.of(answer)), Bytes.text(heard.get(1).range()));
        guest.completes(heard.get(1).id());
    }

    private static List<String> completed(String digits) {
        return List.of("b " + Bytes.text(Bytes.padded(digits, 32)));
    }

    private static List<String> text(List<BareGuest.Heard> heard) {
        return heard.stream()
                .map(packet -> Integer.toHexString(packet.type()) + " " + packet.payload())
                .toList();
    }

    private static String word(int value) {
        return "%08x".formatted(Integer.reverseBytes(value));
    }
}
