package viridian.lab;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.lab.check.Answers;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Guest;
import viridian.lab.topology.Reach;
import viridian.lab.topology.Topology;
import viridian.lab.topology.TopologyBuilder;
import viridian.offload.wire.Udp;
import viridian.vswitch.Port;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.capture.Capture;
import viridian.vswitch.capture.Direction;
import viridian.vswitch.capture.FrameLog;
import viridian.vswitch.capture.FrameRecord;
import viridian.vswitch.capture.PcapNgFile;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/** Labs in memory, from plans written in Java. */
class LabIT {

    private static final double WITHIN_SECONDS = 1;

    private final FrameLog seen = new FrameLog(10_000);

    @AfterEach
    void noThreadIsLeft() {
        await().until(() -> threads().noneMatch(name -> name.equals("lab-ticker") || name.contains("lab-it")));
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    private static TopologyBuilder lan() {
        return Topology.named("test")
                .network("lan", network -> {})
                .child(
                        "lab-it-web",
                        host -> host.adapter("net", at -> at.network("lan").address("10.0.0.11/24")))
                .child(
                        "lab-it-mail",
                        host -> host.adapter("net", at -> at.network("lan").address("10.0.0.12/24")));
    }

    @Test
    void firmwareAsksTheNetworkBeforeTheSystemIsUp() throws Exception {
        Guest diskless = new Guest(Optional.of("Windows 7"), false, 1, Optional.of("pxe"), false);
        TopologyBuilder plan = lan().child(
                        "lab-it-diskless",
                        host -> host.guest(diskless)
                                .adapter("net", at -> at.network("lan").address("10.0.0.13/24"))
                                .adapter("pxe", at -> at.network("lan").type(AdapterType.LEGACY)));
        try (Lab lab = start(plan.build())) {
            long asked = seen.since(0).stream()
                    .filter(record -> record.direction() == Direction.IN)
                    .filter(record -> isDiscover(record.head()))
                    .count();
            assertEquals(4, asked, "it asks a few times");
            assertEquals(
                    Optional.of("nobody answers the question for an address"),
                    lab.boot(new AdapterName("lab-it-diskless", "pxe")).failure());
            assertTrue(reaches(lab, "lab-it-diskless/net", "lab-it-web/net"));
        }
    }

    private static boolean isDiscover(MemorySegment frame) {
        return frame.byteSize() > 42 && Udp.destinationPort(frame, 34) == 67;
    }

    @Test
    void twoHostsOfAPlanWrittenInJavaReachEachOther() throws Exception {
        try (Lab lab = start(lan().build())) {
            assertTrue(reaches(lab, "lab-it-web/net", "lab-it-mail/net"));
            assertTrue(reaches(lab, "lab-it-mail/net", "lab-it-web/net"));
        }
    }

    @Test
    void whoAsksForWhatThePlanDoesNotHaveIsToldSo() throws Exception {
        try (Lab lab = start(lan().build())) {
            assertEquals("lab-it-web", lab.host("lab-it-web").name());
            assertEquals("lan", lab.network("lan").name());
            assertEquals(
                    "there is no host 'wep' in test",
                    assertThrows(IllegalArgumentException.class, () -> lab.host("wep"))
                            .getMessage());
            assertEquals(
                    "there is no network 'wan' in test",
                    assertThrows(IllegalArgumentException.class, () -> lab.network("wan"))
                            .getMessage());
        }
    }

    @Test
    void aLabMayBeClosedTwice() throws Exception {
        Lab lab = start(lan().build());
        lab.close();
        lab.close();
        assertEquals(List.of(), lab.network("lan").ports());
    }

    @Test
    void ofAPlanThatCannotComeAliveNothingIsLeft() {
        Topology plan = lan().machine("lab-it-desk", host -> host.adapter("eth", at -> at.wire("nic9")))
                .unchecked();
        assertEquals(
                "there is no NIC nic9",
                assertThrows(IllegalArgumentException.class, () -> start(plan)).getMessage());
    }

    @Test
    void aGuestHasTwoSyntheticAdaptersAndALegacyOne() throws Exception {
        TopologyBuilder plan = Topology.named("test")
                .child(
                        "lab-it-many",
                        host -> host.adapter("one", at -> at.network("a").address("10.1.0.1/24"))
                                .adapter("two", at -> at.network("b").address("10.2.0.1/24"))
                                .adapter(
                                        "old",
                                        at -> at.network("c")
                                                .type(AdapterType.LEGACY)
                                                .address("10.3.0.1/24")));
        List<String> names = List.of("a", "b", "c");
        for (String name : names) {
            String address = "10." + (names.indexOf(name) + 1) + ".0.2/24";
            plan.network(name, network -> {})
                    .child(
                            "lab-it-" + name,
                            host -> host.adapter("net", at -> at.network(name).address(address)));
        }
        try (Lab lab = start(plan.build())) {
            assertTrue(reaches(lab, "lab-it-a/net", "lab-it-many/one"));
            assertTrue(reaches(lab, "lab-it-b/net", "lab-it-many/two"));
            assertTrue(reaches(lab, "lab-it-c/net", "lab-it-many/old"));
            assertTrue(reaches(lab, "lab-it-many/old", "lab-it-c/net"));
        }
    }

    @Test
    void partitionsReachEachOtherByJumboFramesAndNoLongerOnes() throws Exception {
        Topology plan = Topology.named("test")
                .network("wide", network -> network.mtu(9000))
                .parent(
                        "lab-it-parent",
                        host -> host.adapter("net", at -> at.network("wide").address("10.0.0.1/24")))
                .child(
                        "lab-it-web",
                        host -> host.adapter("net", at -> at.network("wide").address("10.0.0.11/24")))
                .child(
                        "lab-it-old",
                        host -> host.adapter(
                                "net",
                                at -> at.network("wide")
                                        .type(AdapterType.LEGACY)
                                        .address("10.0.0.12/24")))
                .build();
        try (Lab lab = start(plan)) {
            assertEquals(
                    1, ping(lab, "lab-it-web/net", "lab-it-parent/net", 8972).answered());
            assertEquals(
                    1, ping(lab, "lab-it-parent/net", "lab-it-web/net", 8972).answered());
            assertEquals(
                    List.of("too big for a link of 9000 bytes"),
                    ping(lab, "lab-it-web/net", "lab-it-parent/net", 8973).instead());
            assertEquals(1, ping(lab, "lab-it-old/net", "lab-it-web/net", 1472).answered());
            assertEquals(0, ping(lab, "lab-it-web/net", "lab-it-old/net", 8972).answered());
        }
    }

    /** The guest tags for itself, so the tag has to pass its adapter, and the access port takes it off. */
    @ParameterizedTest
    @ValueSource(strings = {"SYNTHETIC", "LEGACY"})
    void aGuestOnATrunkSpeaksInEachVlanOfItAndInNoOther(AdapterType type) throws Exception {
        TopologyBuilder plan = Topology.named("test")
                .network("lan", network -> {})
                .child(
                        "lab-it-trunk",
                        host -> host.adapter(
                                "net",
                                at -> at.network("lan")
                                        .type(type)
                                        .vlan(new VlanMode.Trunk(VlanSet.parse("10-19"), 10))
                                        .address("10.0.0.1/24")));
        for (int vlan : List.of(10, 11, 20)) {
            plan.child(
                    "lab-it-" + vlan,
                    host -> host.adapter(
                            "net",
                            at -> at.network("lan")
                                    .vlan(new VlanMode.Access(vlan))
                                    .address("10.0.0." + vlan + "/24")));
        }
        try (Lab lab = start(plan.build())) {
            assertTrue(reaches(lab, "lab-it-trunk/net", "lab-it-10/net"));
            long mark = seen.mark();
            for (int vlan : List.of(11, 20)) {
                MacAddress own = lab.plan().adapter(named("lab-it-trunk/net")).mac();
                Frame frame = FrameBuilder.broadcast(own).vlan(vlan).build();
                lab.host("lab-it-trunk").say(named("lab-it-trunk/net"), frame);
            }
            await().until(() -> heard("lab-it-11/net", mark).size() == 1);
            assertEquals(Frame.UNTAGGED, heard("lab-it-11/net", mark).getFirst().tag());
            await().until(() -> seen.since(mark).stream().anyMatch(frame -> frame.direction() == Direction.DROPPED));
            assertEquals(List.of(), heard("lab-it-10/net", mark));
            assertEquals(List.of(), heard("lab-it-20/net", mark));
        }
    }

    @Test
    void aPrivateNetworkHasChildrenOnIt() throws Exception {
        TopologyBuilder plan = Topology.named("test")
                .network("own", network -> network.reach(new Reach.Private()))
                .child(
                        "lab-it-web",
                        host -> host.adapter("net", at -> at.network("own").address("10.0.0.11/24")))
                .child(
                        "lab-it-mail",
                        host -> host.adapter("net", at -> at.network("own").address("10.0.0.12/24")));
        try (Lab lab = start(plan.build())) {
            assertTrue(reaches(lab, "lab-it-web/net", "lab-it-mail/net"));
            assertEquals(Set.of("lab-it-web/net", "lab-it-mail/net"), ports(lab, "own"));
        }
        plan.parent("lab-it-parent", host -> host.adapter("net", at -> at.network("own")));
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, plan::build);
        assertTrue(refused.toString().contains("'own' is private, for virtual machines only"), refused.toString());
    }

    @Test
    void anInternalNetworkJoinsTheParentToItsChildren() throws Exception {
        Topology plan = lan().parent(
                        "lab-it-parent",
                        host -> host.adapter("net", at -> at.network("lan").address("10.0.0.1/24")))
                .build();
        try (Lab lab = start(plan)) {
            assertTrue(reaches(lab, "lab-it-parent/net", "lab-it-web/net"));
            assertTrue(reaches(lab, "lab-it-mail/net", "lab-it-parent/net"));
            assertEquals(Set.of("lab-it-parent/net", "lab-it-web/net", "lab-it-mail/net"), ports(lab, "lan"));
        }
    }

    @Test
    void onlyAHubLetsOthersHear() throws Exception {
        assertEquals(0, overheard(false));
        assertTrue(overheard(true) > 0);
    }

    /** Unicast between two hosts that a third one is handed. */
    private long overheard(boolean hub) throws IOException, InterruptedException {
        Topology plan = lan().network("other", network -> network.hub(hub))
                .child("lab-it-spy", host -> host.adapter("net", at -> at.network("other")))
                .child(
                        "lab-it-a",
                        host -> host.adapter("net", at -> at.network("other").address("10.9.0.1/24")))
                .child(
                        "lab-it-b",
                        host -> host.adapter("net", at -> at.network("other").address("10.9.0.2/24")))
                .build();
        try (Lab lab = start(plan)) {
            long mark = seen.mark();
            assertTrue(reaches(lab, "lab-it-a/net", "lab-it-b/net"));
            new Traffic(lab).settle();
            return heard("lab-it-spy/net", mark).stream()
                    .filter(frame -> !frame.destination().isGroup())
                    .count();
        }
    }

    @Test
    void aMachineOnTheWireReachesAGuestOfTheNetworkThatHoldsIt() throws Exception {
        Topology plan = Topology.named("test")
                .nic("nic0", "wide", 9000)
                .network("out", network -> network.external("nic0"))
                .child(
                        "lab-it-web",
                        host -> host.adapter("net", at -> at.network("out").address("10.0.0.11/24")))
                .machine(
                        "lab-it-desk",
                        host -> host.adapter("eth", at -> at.wire("nic0").address("10.0.0.50/24")))
                .build();
        try (Lab lab = start(plan)) {
            assertEquals(1, ping(lab, "lab-it-desk/eth", "lab-it-web/net", 8972).answered());
            assertEquals(Set.of("nic0", "lab-it-web/net"), ports(lab, "out"));
            assertTrue(lab.realWires().isEmpty());
        }
    }

    private Lab start(Topology plan) throws IOException {
        PcapNgFile nowhere = new PcapNgFile(Channels.newChannel(OutputStream.nullOutputStream()));
        return Lab.start(plan, Form.EMBEDDED, new Capture(nowhere, seen, System::nanoTime, "network"));
    }

    private static boolean reaches(Lab lab, String from, String to) throws IOException, InterruptedException {
        return ping(lab, from, to, Action.Ping.DEFAULT_SIZE).answered() == 1;
    }

    private static Answers ping(Lab lab, String from, String to, int size) throws IOException, InterruptedException {
        return new Traffic(lab).ping(new Action.Ping(named(from), named(to), size, false, 1, WITHIN_SECONDS));
    }

    private static AdapterName named(String name) {
        String[] parts = name.split("/", 2);
        return new AdapterName(parts[0], parts[1]);
    }

    private List<FrameRecord> heard(String port, long mark) {
        return seen.since(mark).stream()
                .filter(frame -> frame.port().equals(port) && frame.direction() == Direction.OUT)
                .toList();
    }

    private static Set<String> ports(Lab lab, String network) {
        return Set.copyOf(lab.network(network).ports().stream().map(Port::name).toList());
    }
}
