package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.address;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.RecordingNic;

/** The two tables of what a port does with a tag, each line a frame sent through a switch. Tags are hexadecimal. */
class VlanTableTest {

    private static final String UNTAGGED = "-";

    @ParameterizedTest(name = "{0} takes {1} into VLAN {2}, or drops it for {3}")
    @CsvSource({
        "untagged,              -,    0,",
        "untagged,              0000, 0,",
        "untagged,              A000, 0,",
        "untagged,              0005,  , 10",
        "untagged,              0FFF,  , 25",
        "access 10,             -,    10,",
        "access 10,             0000, 10,",
        "access 10,             A000, 10,",
        "access 10,             000A,  , 10",
        "access 10,             0014,  , 10",
        "access 10,             0FFF,  , 25",
        "trunk 10-19,           -,      , 9",
        "trunk 10-19,           A000,   , 9",
        "trunk 10-19,           000A, 10,",
        "trunk 10-19,           A013, 19,",
        "trunk 10-19,           0014,   , 10",
        "trunk 10-19,           0FFF,   , 25",
        "trunk 10-19 native 30, -,    30,",
        "trunk 10-19 native 30, A000, 30,",
        "trunk 10-19 native 30, 001E, 30,",
        "trunk 10-19 native 30, 000A, 10,",
        "trunk 10-19 native 30, 0014,   , 10",
        "trunk 10-19 native 30, 0FFF,   , 25",
        "trunk 10-19 native 12, -,    12,",
        "trunk 10-19 native 0,  -,    0,",
        "trunk 10-19 native 0,  A000, 0,",
        "trunk 10-19 native 0,  000B, 11,",
        "trunk 10-19 native 0,  0014,   , 10",
        "trunk 10-19 native 0,  0FFF,   , 25",
    })
    void ingress(String mode, String tag, @Nullable Integer vlan, @Nullable Integer drop) {
        Workbench bench = new Workbench();
        RecordingNic port = bench.plug(PortSettings.network("port").withVlan(mode(mode)), 0);
        RecordingNic all = bench.plug(
                PortSettings.network("all")
                        .withVlan(new VlanMode.Trunk(VlanSet.ALL, 0))
                        .withPriorityTag(true),
                0);

        Frame frame = FrameBuilder.frame(address(1), STRANGER).tag(tag(tag)).build();
        port.says(frame);

        assertEquals(tag(tag), frame.tag());
        assertEquals(drop == null ? List.of() : List.of(drop), dropsAt(bench.port("port")));
        assertEquals(
                vlan == null ? List.of() : List.of(vlan),
                all.heard().stream().map(Frame::vlan).toList());
        int learned = vlan == null ? 0 : 1;
        assertEquals(learned, bench.vswitch.macs().entries().size());
        if (vlan != null)
            assertEquals(vlan, bench.vswitch.macs().entries().getFirst().vlan());
    }

    @ParameterizedTest(name = "VLAN {1} leaves {0} as {2}")
    @CsvSource({
        "untagged,              0,  -",
        "untagged,              10,",
        "access 10,             10, -",
        "access 10,             11,",
        "access 10,             0,",
        "trunk 10-19,           10, A00A",
        "trunk 10-19,           20,",
        "trunk 10-19,           0,",
        "trunk 10-19 native 30, 10, A00A",
        "trunk 10-19 native 30, 30, -",
        "trunk 10-19 native 12, 12, -",
        "trunk 10-19 native 30, 0,",
        "trunk 10-19 native 0,  0,  -",
        "trunk 10-19 native 0,  10, A00A",
        "trunk 10-19 native 0,  20,",
    })
    void egress(String mode, int vlan, @Nullable String tag) {
        Workbench bench = new Workbench();
        RecordingNic all = bench.plug(
                PortSettings.network("all")
                        .withVlan(new VlanMode.Trunk(VlanSet.ALL, 0))
                        .withPriorityTag(true),
                0);
        RecordingNic port = bench.plug(PortSettings.network("port").withVlan(mode(mode)), 0);

        all.says(FrameBuilder.frame(address(1), STRANGER).tag(0xA000 | vlan).build());

        assertEquals(
                tag == null ? List.of() : List.of(tag(tag)),
                port.heard().stream().map(Frame::tag).toList());
        assertEquals(tag == null ? List.of(711) : List.of(), dropsAt(bench.port("all")));
    }

    @Test
    void aPriorityIsKeptWhereThePortMayTagIt() {
        Workbench bench = new Workbench();
        RecordingNic access = bench.plug(PortSettings.network("access").withVlan(new VlanMode.Access(30)), 0);
        RecordingNic trunk = bench.plug(
                PortSettings.network("trunk")
                        .withVlan(new VlanMode.Trunk(VlanSet.of(10), 30))
                        .withPriorityTag(true),
                0);
        RecordingNic all = bench.plug(
                PortSettings.network("all")
                        .withVlan(new VlanMode.Trunk(VlanSet.ALL, 0))
                        .withPriorityTag(true),
                0);

        access.says(FrameBuilder.frame(address(1), STRANGER).tag(0xA000).build());
        trunk.says(FrameBuilder.frame(address(2), STRANGER).tag(0xA000).build());
        assertEquals(List.of(30, 0xA01E), all.heard().stream().map(Frame::tag).toList());
    }

    @Test
    void theSameAddressInTwoVlansIsTwoStations() {
        Workbench bench = new Workbench();
        RecordingNic trunk =
                bench.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(10, 20), -1)), 0);
        RecordingNic ten = bench.plug(PortSettings.guest("ten").withVlan(new VlanMode.Access(10)), 1);
        RecordingNic twenty = bench.plug(PortSettings.guest("twenty").withVlan(new VlanMode.Access(20)), 1);

        trunk.says(FrameBuilder.frame(STRANGER, address(1)).vlan(20).build());
        assertEquals(List.of(), ten.heard());
        assertEquals(1, twenty.heard().size());
        assertEquals(Frame.UNTAGGED, twenty.heard().getFirst().tag());
    }

    @Test
    void aGuestOnATrunkIsFoundInEachOfItsVlans() {
        Workbench bench = new Workbench();
        RecordingNic guest =
                bench.plug(PortSettings.guest("guest").withVlan(new VlanMode.Trunk(VlanSet.of(10, 20), 30)), 1);
        RecordingNic all = bench.plug(
                PortSettings.network("all")
                        .withVlan(new VlanMode.Trunk(VlanSet.ALL, 0))
                        .withPriorityTag(true),
                0);
        for (int vlan : new int[] {10, 20, 30}) {
            all.says(FrameBuilder.frame(STRANGER, guest.address()).vlan(vlan).build());
        }
        assertEquals(
                List.of(10, 20, Frame.UNTAGGED),
                guest.heard().stream().map(Frame::tag).toList());
    }

    @Test
    void aTagLeftAmongTheBytesIsRefused() {
        Workbench bench = new Workbench();
        RecordingNic ten = bench.plug(PortSettings.guest("ten").withVlan(new VlanMode.Access(10)), 1);
        RecordingNic other = bench.plug(PortSettings.guest("other").withVlan(new VlanMode.Access(10)), 2);
        ten.says(FrameBuilder.frame(ten.address(), other.address()).type(0x8100).build());
        assertEquals(List.of(25), dropsAt(bench.port("ten")));
        assertEquals(List.of(), other.heard());
    }

    @Test
    void aServiceTagIsPayload() {
        Workbench bench = new Workbench();
        RecordingNic one = bench.guest("one", 1);
        RecordingNic two = bench.guest("two", 2);
        one.says(FrameBuilder.frame(one.address(), two.address()).type(0x88A8).build());
        assertEquals(List.of(0x88A8), two.heard().stream().map(Frame::etherType).toList());
    }

    private static VlanMode mode(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "access" -> new VlanMode.Access(Integer.parseInt(words[1]));
            case "trunk" ->
                new VlanMode.Trunk(
                        VlanSet.parse(words[1]), words.length > 2 ? Integer.parseInt(words[3]) : VlanMode.NO_NATIVE);
            default -> new VlanMode.Untagged();
        };
    }

    private static int tag(String text) {
        return text.equals(UNTAGGED) ? Frame.UNTAGGED : Integer.parseInt(text, 16);
    }

    private static List<Integer> dropsAt(Port port) {
        return List.of(DropReason.values()).stream()
                .filter(why -> port.counters().droppedIncoming().frames(why) > 0)
                .map(DropReason::number)
                .toList();
    }
}
