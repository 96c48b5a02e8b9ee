package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.multicast.MulticastBench.mac;
import static viridian.vswitch.multicast.Talk.told;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.frame.Frame;

/** Where routers are, and what goes there: every stream, and every report. */
class RouterPortTest {

    private static final String GROUP = "239.1.2.3";
    private final MulticastBench bench = MulticastBench.withQuerier();

    @BeforeEach
    void plug() {
        bench.plug("ann", "bob", "router", "source");
        bench.settle();
    }

    @Test
    void aQueryShowsARouterAndIsPassedToEverybody() {
        assertEquals("ann bob source", bench.hearersOf("router", Talk.generalQuery(mac("router"), "10.0.0.1")));
        bench.joins("ann", GROUP);
        assertEquals("ann router", bench.hearersOf("source", GROUP));
        assertTrue(bench.events.contains("a multicast router is behind port router in VLAN 0 (IGMP)"));
    }

    @Test
    void aPimHelloShowsOneToo() {
        assertEquals("ann bob source", bench.hearersOf("router", Talk.pimHello(mac("router"))));
        bench.joins("ann", GROUP);
        assertEquals("ann router", bench.hearersOf("source", GROUP));
    }

    @Test
    void aRouterNotHeardForLongIsNoneAnyMore() {
        bench.says("router", Talk.pimHello(mac("router")));
        bench.passSeconds(254);
        assertEquals(List.of("router"), routers());
        bench.passSeconds(2);
        assertEquals(List.of(), routers());
        assertTrue(bench.events.contains("no multicast router is behind port router in VLAN 0 any more (IGMP)"));
    }

    @Test
    void reportsGoToRoutersAndToNobodyElse() {
        Frame report = Talk.records(mac("ann"), told(GroupRecord.Type.TO_EXCLUDE, GROUP));
        assertEquals("", bench.hearersOf("ann", report));
        assertEquals(1, bench.port("ann").counters().taken());
        bench.says("router", Talk.pimHello(mac("router")));
        assertEquals("router", bench.hearersOf("ann", report));
        assertEquals("router", bench.hearersOf("ann", Talk.igmpReport(mac("ann"), 2, GROUP)));
        assertEquals("router", bench.hearersOf("ann", Talk.igmpLeave(mac("ann"), GROUP)));
        assertEquals("", bench.hearersOf("router", report));
    }

    @Test
    void aReportIsLearnedFromLikeAnyFrame() {
        bench.joins("ann", GROUP);
        assertEquals(
                bench.port("ann"), bench.vswitch.macs().lookup(0, mac("ann").bits()));
    }

    @Test
    void aStaticRouterPortNeedNotBeHeard() {
        bench.feature("router", port -> port.withRouter(RouterPort.ALWAYS));
        bench.passSeconds(1000);
        bench.joins("ann", GROUP);
        assertEquals("ann router", bench.hearersOf("source", GROUP));
        assertEquals(
                List.of("router", "router"),
                bench.snooping.routerPorts().stream().map(RouterPortEntry::port).toList());
    }

    @Test
    void whereNoRouterMayBeWhatOnlyRoutersSendIsDropped() {
        bench.feature("ann", port -> port.withRouter(RouterPort.NEVER));
        bench.pass(1);
        assertEquals("", bench.hearersOf("ann", Talk.generalQuery(mac("ann"), "10.0.0.1")));
        assertEquals("", bench.hearersOf("ann", Talk.pimHello(mac("ann"))));
        assertEquals(List.of(), routers());
        assertEquals(2, bench.port("ann").counters().droppedIncoming().frames(DropReason.ROUTER_GUARD));
        assertEquals(2, bench.snooping.counts().fromNoRouter());
        bench.joins("ann", GROUP);
        assertEquals(List.of(GROUP + " ann"), bench.members());
    }

    @Test
    void forbiddingARouterForgetsTheOneThatWasHeard() {
        bench.says("router", Talk.pimHello(mac("router")));
        bench.feature("router", port -> port.withRouter(RouterPort.NEVER));
        bench.pass(1);
        assertEquals(List.of(), routers());
    }

    private List<String> routers() {
        return bench.snooping.routerPorts().stream().map(RouterPortEntry::port).toList();
    }
}
