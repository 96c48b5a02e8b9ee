package viridian.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import viridian.lab.check.AddressBook;
import viridian.lab.check.Evidence;
import viridian.lab.check.Judgement;
import viridian.lab.run.CaptureReader.Packet;
import viridian.lab.topology.Topology;
import viridian.vswitch.frame.MacAddress;

/** Whether the frames that verdicts speak of are in the capture, under their numbers. */
final class EvidenceOnFile {

    /** "frame 123: web > client ipv4 udp vlan 10 1414 bytes heard at mail". */
    private static final Pattern SENTENCE =
            Pattern.compile("frame (\\d+): (.+) > (.+) (?:arp|ipv4.*|type .*?)( vlan \\d+)? (\\d+) bytes"
                    + " (heard at|on the wire of|at|inside) (\\S+)");

    private static final int TAG_BYTES = 4;

    private EvidenceOnFile() {}

    /** How many frames are named; each of them is as its sentence says. */
    static int confirmed(RunResult result) throws IOException {
        List<Packet> packets = CaptureReader.pcapng(result.capture());
        int confirmed = 0;
        for (LayoutResult layout : result.layouts()) {
            for (Judgement judgement : layout.judgements()) {
                for (Evidence one : judgement.evidence()) {
                    if (one.packet() == 0) continue;
                    confirm(layout.layout().topology(), one, packets.get((int) one.packet() - 1));
                    confirmed++;
                }
            }
        }
        return confirmed;
    }

    private static void confirm(Topology plan, Evidence evidence, Packet packet) {
        Matcher said = SENTENCE.matcher(evidence.sentence());
        assertTrue(said.matches(), evidence.sentence());
        assertEquals(packet.number(), Long.parseLong(said.group(1)));
        AddressBook book = new AddressBook(plan);
        assertEquals(said.group(2), book.name(address(packet, 6)), evidence.sentence());
        assertEquals(said.group(3), book.name(address(packet, 0)), evidence.sentence());
        int tag = said.group(4) == null ? 0 : TAG_BYTES;
        assertEquals(Integer.parseInt(said.group(5)) + tag, packet.bytes().remaining(), evidence.sentence());
        String inLab = "lab " + plan.name() + ", network ";
        assertTrue(packet.description().startsWith(inLab), packet.description());
        String port = packet.port().substring(packet.port().indexOf('/') + 1);
        String network = packet.port().substring(0, packet.port().indexOf('/'));
        switch (said.group(6)) {
            case "heard at" -> assertTrue((port + "/").startsWith(said.group(7) + "/"), packet.port());
            case "on the wire of", "at" -> assertEquals(said.group(7), port);
            default -> assertEquals(said.group(7), network);
        }
        assertTrue(List.of("in", "out").contains(packet.comment()), packet.comment());
    }

    private static MacAddress address(Packet packet, int at) {
        return MacAddress.of(packet.bytes().getLong(at) >>> 16);
    }
}
