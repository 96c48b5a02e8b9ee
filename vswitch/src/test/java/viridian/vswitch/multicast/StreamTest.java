package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.vswitch.multicast.MulticastBench.mac;

import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.DropReason;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/** Who hears a stream. */
class StreamTest {

    private final MulticastBench bench = MulticastBench.withQuerier();

    @BeforeEach
    void plug() {
        bench.plug("ann", "bob", "cat", "source");
        bench.settle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"239.1.2.3", "ff15::123"})
    void onlyPortsWithMembersHearIt(String group) {
        assertEquals("ann bob cat", bench.hearersOf("source", group));
        bench.joins("bob", group);
        assertEquals("bob", bench.hearersOf("source", group));
        bench.joins("ann", group);
        assertEquals("ann bob", bench.hearersOf("source", group));
        assertEquals("ann", bench.hearersOf("bob", group));
    }

    @Test
    void joiningByTheOlderVersionsIsTheSame() {
        bench.says("ann", Talk.igmpReport(mac("ann"), 1, "239.1.2.3"));
        bench.says("bob", Talk.igmpReport(mac("bob"), 2, "239.1.2.3"));
        bench.says("cat", Talk.mldReport(mac("cat"), "ff15::1"));
        assertEquals("ann bob", bench.hearersOf("source", "239.1.2.3"));
        assertEquals("cat", bench.hearersOf("source", "ff15::1"));
    }

    @Test
    void aMemberHearsOnlyTheSourcesItWants() {
        bench.tells("ann", GroupRecord.Type.ALLOW, "232.1.1.1", "10.0.0.1");
        bench.tells("bob", GroupRecord.Type.TO_EXCLUDE, "232.1.1.1", "10.0.0.1");
        bench.tells("cat", GroupRecord.Type.TO_EXCLUDE, "232.1.1.1");
        assertEquals("ann cat", bench.hearersOf("source", "10.0.0.1", "232.1.1.1"));
        assertEquals("bob cat", bench.hearersOf("source", "10.0.0.2", "232.1.1.1"));
    }

    @Test
    void groupsWithTheSameEthernetAddressAreToldApart() {
        bench.joins("ann", "239.1.2.3");
        bench.joins("bob", "238.129.2.3");
        assertEquals("ann", bench.hearersOf("source", "239.1.2.3"));
        assertEquals("bob", bench.hearersOf("source", "238.129.2.3"));
        assertEquals("ann bob cat", bench.hearersOf("source", "224.129.2.3"));
    }

    @Test
    void whatBelongsToTheLinkIsHeardByEverybodyEvenIfJoined() {
        bench.joins("ann", "224.0.0.251");
        bench.joins("ann", "ff02::fb");
        assertEquals("ann bob cat", bench.hearersOf("source", "224.0.0.251"));
        assertEquals("ann bob cat", bench.hearersOf("source", "ff02::fb"));
        assertEquals("ann bob cat", bench.hearersOf("source", "ff02::1:ff00:1"));
        assertEquals(0, bench.snooping.groups().size());
    }

    @Test
    void whatIsNoIpIsHeardByEverybody() {
        bench.joins("ann", "239.1.2.3");
        MacAddress group = MacAddress.parse("01-00-5E-01-02-03");
        assertEquals(
                "ann bob cat",
                bench.hearersOf(
                        "source", FrameBuilder.frame(mac("source"), group).build()));
        Frame inner = FrameBuilder.frame(mac("source"), group)
                .type(0x88A8)
                .payload(new byte[60])
                .build();
        assertEquals("ann bob cat", bench.hearersOf("source", inner));
    }

    @Test
    void unregisteredGroupsGoToRoutersOnlyIfSoOrdered() {
        bench.snooping.change(bench.snooping.settings().withFloodsUnregistered(false));
        bench.feature("cat", port -> port.withRouter(RouterPort.ALWAYS));
        bench.pass(1);
        assertEquals("cat", bench.hearersOf("source", "239.9.9.9"));
        assertEquals("ann bob cat", bench.hearersOf("source", "224.0.0.5"));
        bench.feature("cat", port -> port.withRouter(RouterPort.LEARNED));
        bench.pass(1);
        assertEquals("", bench.hearersOf("source", "239.9.9.9"));
        assertEquals(1, bench.port("source").counters().droppedIncoming().frames(DropReason.BROADCAST_NO_DESTINATIONS));
    }

    @Test
    void aStaticGroupIsHeardWithoutAskingForIt() {
        bench.feature("bob", port -> port.withGroups(Set.of(StaticGroup.parse("239.1.2.3"))));
        bench.pass(1);
        assertEquals("bob", bench.hearersOf("source", "239.1.2.3"));
        bench.joins("ann", "239.1.2.3");
        assertEquals("ann bob", bench.hearersOf("source", "239.1.2.3"));
        bench.feature("bob", port -> port.withGroups(Set.of()));
        bench.pass(1);
        assertEquals("ann", bench.hearersOf("source", "239.1.2.3"));
    }

    @Test
    void vlansKeepTheirGroupsApart() {
        bench.plug(PortSettings.network("ten").withVlan(new VlanMode.Access(10)));
        bench.plug(PortSettings.network("ten too").withVlan(new VlanMode.Access(10)));
        bench.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(10, 20), 0)));
        bench.settle();
        bench.joins("ten", "239.1.2.3");
        assertEquals("ann bob cat trunk", bench.hearersOf("source", "239.1.2.3"));
        Frame tagged = Talk.data(mac("trunk"), "10.0.0.9", "239.1.2.3");
        tagged.retag(10);
        assertEquals("ten", bench.hearersOf("trunk", tagged));
    }

    @Test
    void hostsInAPrivateVlanHearThePromiscuousPortsStream() {
        bench.plug(PortSettings.network("server").withVlan(new VlanMode.Promiscuous(100, VlanSet.of(101, 102))));
        bench.plug(PortSettings.network("isolated").withVlan(new VlanMode.Isolated(100, 101)));
        bench.plug(PortSettings.network("one").withVlan(new VlanMode.Community(100, 102)));
        bench.plug(PortSettings.network("two").withVlan(new VlanMode.Community(100, 102)));
        bench.settle();
        bench.joins("isolated", "239.1.2.3");
        bench.joins("two", "239.1.2.3");
        assertEquals("isolated two", bench.hearersOf("server", "239.1.2.3"));
        assertEquals("two", bench.hearersOf("one", "239.1.2.3"));
        assertEquals("", bench.hearersOf("isolated", "239.1.2.3"));
    }

    @Test
    void snoopingCanBeOffAltogetherOrInAVlan() {
        bench.plug(PortSettings.network("ten").withVlan(new VlanMode.Access(10)));
        bench.plug(PortSettings.network("ten too").withVlan(new VlanMode.Access(10)));
        bench.plug(PortSettings.network("ten more").withVlan(new VlanMode.Access(10)));
        bench.settle();
        bench.joins("ten", "239.1.2.3");
        bench.joins("ann", "239.1.2.3");
        assertEquals("ten", bench.hearersOf("ten too", "239.1.2.3"));
        bench.snooping.change(bench.snooping.settings().withExcept(VlanSet.of(10)));
        bench.pass(1);
        assertEquals("ten ten more", bench.hearersOf("ten too", "239.1.2.3"));
        assertEquals("ann", bench.hearersOf("source", "239.1.2.3"));
        bench.snooping.change(bench.snooping.settings().withEnabled(false));
        assertEquals("ann bob cat", bench.hearersOf("source", "239.1.2.3"));
        bench.pass(1);
        assertEquals(0, bench.snooping.groups().size());
    }

    @Test
    void theFirstHostToReportInAVlanOfATrunkBringsItsGroupsToLife() {
        bench.plug(PortSettings.network("left").withVlan(new VlanMode.Trunk(VlanSet.of(30), VlanMode.NO_NATIVE)));
        bench.plug(PortSettings.network("right").withVlan(new VlanMode.Trunk(VlanSet.of(30), VlanMode.NO_NATIVE)));
        bench.plug(PortSettings.network("other").withVlan(new VlanMode.Trunk(VlanSet.of(30), VlanMode.NO_NATIVE)));
        Frame report = Talk.igmpReport(mac("left"), 2, "239.1.2.3");
        report.retag(30);
        bench.says("left", report);
        bench.settle();
        Frame stream = Talk.data(mac("right"), "10.0.0.9", "239.1.2.3");
        stream.retag(30);
        assertEquals("left", bench.hearersOf("right", stream));
    }
}
