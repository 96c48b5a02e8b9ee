package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.multicast.MulticastBench.SWITCH;
import static viridian.vswitch.multicast.MulticastBench.mac;
import static viridian.vswitch.multicast.Talk.SECOND;
import static viridian.vswitch.multicast.Talk.ip;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.multicast.GroupMessage.Query;

/** Who asks, when, and what is made of it. */
class QuerierTest {

    private static final String GROUP = "239.1.2.3";

    @Test
    void theSwitchAsksAtOnceThenAfterAQuarterOfTheIntervalThenRegularly() {
        MulticastBench bench = MulticastBench.withQuerier();
        bench.plug("ann", "bob");
        bench.hush();
        bench.passSeconds(1);
        assertEquals(1, bench.queries("ann", GroupProtocol.IGMP).size());
        bench.passSeconds(30);
        assertEquals(List.of(), bench.queries("ann", GroupProtocol.IGMP));
        bench.passSeconds(1);
        assertEquals(1, bench.queries("ann", GroupProtocol.IGMP).size());
        bench.passSeconds(124);
        assertEquals(List.of(), bench.queries("ann", GroupProtocol.IGMP));
        bench.passSeconds(2);
        Query query = bench.queries("ann", GroupProtocol.IGMP).getFirst();
        assertEquals(new Query(3, null, 10 * SECOND, false, 2, 125 * SECOND, List.of()), query);
        assertEquals(3, bench.queries("bob", GroupProtocol.MLD).size());
    }

    @Test
    void everyVlanOfAnAccessPortIsAskedInItsOwnForm() {
        MulticastBench bench = MulticastBench.withQuerier();
        bench.plug(PortSettings.network("ten").withVlan(new VlanMode.Access(10)));
        bench.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(10, 20), VlanMode.NO_NATIVE)));
        bench.passSeconds(1);
        assertEquals(
                List.of(-1, -1),
                bench.nic("ten").takeHeard().stream().map(frame -> frame.tag()).toList());
        assertEquals(
                List.of(10, 10),
                bench.nic("trunk").takeHeard().stream()
                        .map(frame -> frame.tag())
                        .toList());
    }

    @Test
    void aQuerierWithALowerAddressSilencesTheSwitchUntilItIsSilentItself() {
        MulticastBench bench = new MulticastBench(
                SnoopingSettings.USUAL.withQuerier(QuerierSettings.at(SWITCH).withIpv4(ip("10.0.0.100"))));
        bench.plug("ann", "router");
        bench.settle();
        bench.says("router", Talk.generalQuery(mac("router"), "10.0.0.200"));
        assertEquals("this switch", state(bench, GroupProtocol.IGMP).state());
        bench.says("router", Talk.generalQuery(mac("router"), "10.0.0.1"));
        assertEquals("10.0.0.1", state(bench, GroupProtocol.IGMP).address());
        assertEquals("this switch", state(bench, GroupProtocol.MLD).state());
        bench.hush();
        bench.passSeconds(254);
        assertEquals(List.of(), bench.queries("ann", GroupProtocol.IGMP));
        bench.passSeconds(2);
        assertEquals(1, bench.queries("ann", GroupProtocol.IGMP).size());
        assertEquals("this switch", state(bench, GroupProtocol.IGMP).state());
        assertTrue(bench.events.contains("10.0.0.1 behind port router is the IGMP querier of VLAN 0"));
    }

    @Test
    void aSwitchWithoutAnAddressGivesWayToEveryoneWhoHasOneAndToNobodyElse() {
        MulticastBench bench = MulticastBench.withQuerier();
        bench.plug("ann", "router");
        bench.settle();
        bench.says("ann", Talk.generalQuery(mac("ann"), "0.0.0.0"));
        assertEquals("this switch", state(bench, GroupProtocol.IGMP).state());
        bench.says("router", Talk.generalQuery(mac("router"), "203.0.113.1"));
        assertEquals("other", state(bench, GroupProtocol.IGMP).state());
    }

    @Test
    void ofTwoMldQueriersTheLowerLinkLocalAddressAsks() {
        MulticastBench bench = MulticastBench.withQuerier();
        bench.plug("ann", "router");
        bench.settle();
        bench.says("router", Talk.generalQuery(mac("router"), "fe80::ffff:ffff:ffff:ffff"));
        assertEquals("fe80::5eff:fe00:1", state(bench, GroupProtocol.MLD).address());
        bench.says("router", Talk.generalQuery(mac("router"), "fe80::1"));
        assertEquals("fe80::1", state(bench, GroupProtocol.MLD).address());
    }

    @Test
    void whoIsNotTheQuerierDoesNotAskAboutALeaveButHeedsTheQueriersQuestion() {
        MulticastBench bench = new MulticastBench(SnoopingSettings.USUAL);
        bench.plug("ann", "bob", "router");
        bench.pass(1);
        bench.says("router", Talk.generalQuery(mac("router"), "10.0.0.1"));
        bench.settle();
        bench.joins("ann", GROUP);
        bench.leaves("ann", GROUP);
        bench.passSeconds(5);
        assertEquals(List.of(GROUP + " ann"), bench.members());
        assertEquals(List.of(), bench.queries("ann", GroupProtocol.IGMP));
        bench.says(
                "router",
                Talk.query(
                        mac("router"), "10.0.0.1", new Query(3, ip(GROUP), SECOND, false, 2, 125 * SECOND, List.of())));
        bench.passSeconds(3);
        assertEquals(List.of(), bench.members());
    }

    @Test
    void aSuppressedQuestionEndsNothing() {
        MulticastBench bench = new MulticastBench(SnoopingSettings.USUAL);
        bench.plug("ann", "router");
        bench.pass(1);
        bench.says("router", Talk.generalQuery(mac("router"), "10.0.0.1"));
        bench.joins("ann", GROUP);
        bench.says(
                "router",
                Talk.query(
                        mac("router"), "10.0.0.1", new Query(3, ip(GROUP), SECOND, true, 2, 125 * SECOND, List.of())));
        bench.passSeconds(10);
        assertEquals(List.of(GROUP + " ann"), bench.members());
    }

    @Test
    void membersAreKeptAsLongAsTheQueriersOwnTimesSay() {
        MulticastBench bench = new MulticastBench(SnoopingSettings.USUAL);
        bench.plug("ann", "router");
        bench.pass(1);
        bench.says(
                "router",
                Talk.query(
                        mac("router"), "10.0.0.1", new Query(3, null, 10 * SECOND, false, 3, 512 * SECOND, List.of())));
        bench.joins("ann", GROUP);
        bench.passSeconds(3 * 512 + 9);
        assertEquals(List.of(GROUP + " ann"), bench.members());
        bench.passSeconds(2);
        assertEquals(List.of(), bench.members());
    }

    @Test
    void asLongAsNobodyAsksEverythingIsFlooded() {
        MulticastBench bench = new MulticastBench(SnoopingSettings.USUAL.withFloodsUnregistered(false));
        bench.plug("ann", "bob", "router");
        bench.pass(1);
        bench.joins("ann", GROUP);
        assertEquals("ann bob", bench.hearersOf("router", GROUP));
        bench.says("router", Talk.generalQuery(mac("router"), "10.0.0.1"));
        assertEquals("ann bob", bench.hearersOf("router", GROUP)); // hosts have ten seconds to answer
        bench.passSeconds(11);
        assertEquals("ann", bench.hearersOf("router", GROUP));
        bench.passSeconds(250);
        assertEquals("ann bob", bench.hearersOf("router", GROUP));
        assertTrue(bench.events.contains("VLAN 0 has no IGMP querier any more"));
    }

    private static QuerierEntry state(MulticastBench bench, GroupProtocol protocol) {
        return bench.snooping.queriers().stream()
                .filter(entry -> entry.vlan() == 0 && entry.protocol().equals(protocol.name()))
                .findFirst()
                .orElseThrow();
    }
}
