package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.vswitch.Workbench.address;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** Holds the tables of docs/switch/vlan.md: each line is a frame sent through a switch. */
class VlanTableTest {

    private static final MacAddress EVERYBODY = MacAddress.of(Frame.BROADCAST);

    private final Workbench bench = new Workbench();

    static List<DocumentTable.Line> ingress() throws IOException {
        return DocumentTable.under("docs/switch/vlan.md", "What comes in").lines();
    }

    static List<DocumentTable.Line> egress() throws IOException {
        return DocumentTable.under("docs/switch/vlan.md", "What leaves").lines();
    }

    static List<DocumentTable.Line> privateVlans() throws IOException {
        return DocumentTable.under("docs/switch/vlan.md", "Who speaks with whom in a private VLAN")
                .lines();
    }

    @ParameterizedTest
    @MethodSource
    void ingress(DocumentTable.Line line) {
        for (boolean priorities : List.of(false, true)) {
            Workbench own = new Workbench();
            RecordingNic port = own.plug(network("port", line.cell("port"), priorities), 0);
            RecordingNic all = own.plug(network("all", "trunk 1-4094 native 0", priorities), 0);
            port.says(frame(line.cell("comes in"), EVERYBODY));

            String seen = line.cell(priorities ? "seen as, priorities kept" : "seen as");
            assertEquals(seen, String.join(", ", forms(all)));
            assertEquals(line.cell("dropped for"), drops(own.port("port")));
            assertEquals(
                    line.cell("is in").replaceFirst("VLAN .* of ", "VLAN "),
                    own.vswitch.macs().entries().stream()
                            .map(entry -> domain(entry.vlan()))
                            .findFirst()
                            .orElse(""));
        }
    }

    @ParameterizedTest
    @MethodSource
    void egress(DocumentTable.Line line) {
        for (boolean priorities : List.of(false, true)) {
            Workbench own = new Workbench();
            RecordingNic all = own.plug(network("all", "trunk 1-4094 native 0", true), 0);
            RecordingNic port = own.plug(network("port", line.cell("port"), priorities), 0);
            String vlan = line.cell("in").equals("the untagged domain")
                    ? "VID 0"
                    : line.cell("in").replace("VLAN", "VID");
            all.says(frame(vlan, EVERYBODY));

            String leaves = String.join(", ", forms(port));
            assertEquals(
                    line.cell(priorities ? "leaves, priorities kept" : "leaves"),
                    leaves.isEmpty() ? "not at all" : leaves);
        }
    }

    @ParameterizedTest
    @MethodSource
    void privateVlans(DocumentTable.Line line) {
        RecordingNic from = bench.plug(PortSettings.guest("from").withVlan(mode(line.cell("from"))), 1);
        RecordingNic to = bench.plug(PortSettings.guest("to").withVlan(mode(line.cell("to"))), 2);
        from.says(frame("untagged", to.address()));
        from.says(frame("untagged", EVERYBODY));
        String gets = line.cell("gets it");
        if (gets.startsWith("13")) {
            assertEquals(List.of(), forms(to));
            assertEquals(gets, drops(bench.port("from")));
        } else {
            assertEquals(List.of(gets, gets), forms(to));
        }
    }

    private static PortSettings network(String name, String mode, boolean priorities) {
        return PortSettings.network(name).withVlan(mode(mode)).withPriorityTag(priorities);
    }

    private static Frame frame(String form, MacAddress to) {
        FrameBuilder frame = FrameBuilder.frame(address(1), to);
        if (form.startsWith("VID")) frame.tag(0xA000 | Integer.parseInt(form.substring(4)));
        if (form.startsWith("802.1ad")) frame.type(0x88A8).payload((byte) 0xA0, (byte) 12);
        return frame.build();
    }

    private static List<String> forms(RecordingNic nic) {
        return nic.heard().stream().map(frame -> form(frame.tag())).toList();
    }

    private static String form(int tag) {
        if (tag == Frame.UNTAGGED) return "untagged";
        return "VID " + (tag & 0xFFF) + (tag >> 13 == 0 ? "" : " priority " + (tag >> 13));
    }

    private static String domain(int vlan) {
        return vlan == VlanMode.UNTAGGED_DOMAIN ? "the untagged domain" : "VLAN " + vlan;
    }

    private static String drops(Port port) {
        return String.join(
                ", ",
                List.of(DropReason.values()).stream()
                        .filter(why -> port.counters().droppedIncoming().frames(why) > 0)
                        .map(DropReason::toString)
                        .toList());
    }

    private static VlanMode mode(String text) {
        String[] words = text.split("[ :]", -1);
        return switch (words[0]) {
            case "access" -> new VlanMode.Access(Integer.parseInt(words[1]));
            case "trunk" ->
                new VlanMode.Trunk(
                        VlanSet.parse(words[1]), words.length > 2 ? Integer.parseInt(words[3]) : VlanMode.NO_NATIVE);
            case "promiscuous" -> new VlanMode.Promiscuous(Integer.parseInt(words[1]), VlanSet.parse(words[2]));
            case "community" -> new VlanMode.Community(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "isolated" -> new VlanMode.Isolated(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            default -> new VlanMode.Untagged();
        };
    }
}
