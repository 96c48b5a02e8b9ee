package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.multicast.MulticastBench.mac;
import static viridian.vswitch.multicast.Talk.SECOND;
import static viridian.vswitch.multicast.Talk.ip;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.PortState;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.multicast.GroupMessage.Query;

/** How a membership ends: by a leave that nobody contradicts, by silence, or with its port. */
class LeavingTest {

    private static final String GROUP = "239.1.2.3";
    private final MulticastBench bench = MulticastBench.withQuerier();

    @BeforeEach
    void plug() {
        bench.plug("ann", "bob", "cat", "source");
        bench.settle();
        bench.joins("bob", "239.99.99.99"); // so that the group is never the only one
    }

    @ParameterizedTest
    @ValueSource(strings = {GROUP, "ff15::123"})
    void whenAHostLeavesTheSwitchAsksTwiceAndThenTheStreamStops(String group) {
        GroupProtocol protocol = GroupProtocol.of(ip(group));
        bench.joins("cat", group);
        bench.joins("ann", group);
        bench.hush();
        bench.leaves("ann", group);
        bench.pass(SECOND / 10);
        assertEquals("ann cat", bench.hearersOf("source", group));
        bench.leaves("ann", group);
        bench.passSeconds(3);
        List<Query> asked = bench.queries("ann", protocol);
        assertEquals(2, asked.size());
        assertEquals(ip(group), asked.getFirst().group());
        assertEquals(SECOND, asked.getFirst().maxResponseNanos());
        assertEquals(List.of(), bench.queries("cat", protocol));
        assertEquals("cat", bench.hearersOf("source", group));
        assertTrue(bench.events.contains("nobody behind port ann listens to " + group + " in VLAN 0 any more"));
    }

    @Test
    void aHostThatStillListensAnswersAndKeepsTheStream() {
        bench.joins("ann", GROUP);
        bench.leaves("ann", GROUP);
        bench.passSeconds(1);
        bench.tells("ann", GroupRecord.Type.IS_EXCLUDE, GROUP);
        bench.passSeconds(10);
        assertTrue(bench.members().contains(GROUP + " ann"));
    }

    @Test
    void aLeaveOfVersionTwoIsAskedAboutToo() {
        bench.says("ann", Talk.igmpReport(mac("ann"), 2, GROUP));
        bench.says("ann", Talk.igmpLeave(mac("ann"), GROUP));
        bench.passSeconds(2);
        assertTrue(bench.members().contains(GROUP + " ann"));
        bench.passSeconds(1);
        assertEquals(List.of("239.99.99.99 bob"), bench.members());
    }

    @Test
    void whileAHostOfVersionOneIsThereALeaveMeansNothing() {
        bench.says("ann", Talk.igmpReport(mac("ann"), 1, GROUP));
        bench.says("ann", Talk.igmpLeave(mac("ann"), GROUP));
        bench.passSeconds(10);
        assertTrue(bench.members().contains(GROUP + " ann"));
    }

    @Test
    void aBlockedSourceIsAskedAboutAndThenNoLongerHeard() {
        bench.tells("ann", GroupRecord.Type.ALLOW, GROUP, "10.0.0.1", "10.0.0.2");
        bench.hush();
        bench.tells("ann", GroupRecord.Type.BLOCK, GROUP, "10.0.0.1");
        assertEquals("ann", bench.hearersOf("source", "10.0.0.1", GROUP));
        bench.passSeconds(3);
        List<Query> asked = bench.queries("ann", GroupProtocol.IGMP);
        assertEquals(2, asked.size());
        assertEquals(List.of(ip("10.0.0.1")), asked.getFirst().sources());
        assertEquals("", bench.hearersOf("source", "10.0.0.1", GROUP));
        assertEquals("ann", bench.hearersOf("source", "10.0.0.2", GROUP));
    }

    @Test
    void silenceForTheMembershipIntervalEndsIt() {
        bench.joins("ann", GROUP);
        bench.passSeconds(259);
        assertTrue(bench.members().contains(GROUP + " ann"));
        bench.passSeconds(2);
        assertEquals(List.of(), bench.members());
    }

    @Test
    void reportingAgainKeepsIt() {
        for (int i = 0; i < 5; i++) {
            bench.tells("ann", GroupRecord.Type.IS_EXCLUDE, GROUP);
            bench.passSeconds(125);
        }
        assertEquals(List.of(GROUP + " ann"), bench.members());
    }

    @Test
    void withFastLeaveItEndsAtOnceIfNoOtherHostIsKnown() {
        bench.feature("ann", port -> port.withFastLeave(true));
        bench.pass(1);
        MacAddress second = MacAddress.parse("02-00-00-00-00-77");
        bench.joins("ann", GROUP);
        bench.says("ann", Talk.igmpReport(second, 2, GROUP));
        bench.leaves("ann", GROUP);
        assertTrue(bench.members().contains(GROUP + " ann"));
        bench.says("ann", Talk.igmpReport(second, 2, GROUP));
        bench.says("ann", Talk.igmpLeave(second, GROUP));
        assertEquals(List.of("239.99.99.99 bob"), bench.members());
    }

    @Test
    void itEndsWithItsPort() {
        bench.joins("ann", GROUP);
        bench.joins("cat", GROUP);
        bench.port("ann").unplug();
        assertEquals(List.of(GROUP + " cat", "239.99.99.99 bob"), bench.members());
    }

    @Test
    void thePortThatIsPluggedInNextInheritsNothing() {
        bench.joins("ann", GROUP);
        bench.joins("cat", GROUP);
        int socket = bench.port("ann").socket();
        bench.port("ann").unplug();
        bench.plug("next");
        assertEquals(socket, bench.port("next").socket());
        assertEquals("cat", bench.hearersOf("source", GROUP));
    }

    @Test
    void itEndsWhenItsPortLeavesTheVlan() {
        bench.joins("ann", GROUP);
        bench.port("ann").change(bench.port("ann").settings().withVlan(new VlanMode.Access(7)));
        bench.pass(1);
        assertEquals(List.of("239.99.99.99 bob"), bench.members());
    }

    @Test
    void itEndsWhenItsPortStopsForwarding() {
        bench.joins("ann", GROUP);
        bench.port("ann").state(PortState.DISCARDING);
        bench.pass(1);
        assertEquals(List.of("239.99.99.99 bob"), bench.members());
        bench.joins("ann", GROUP);
        assertEquals(List.of("239.99.99.99 bob"), bench.members());
    }

    @Test
    void aPortThatBeginsToForwardIsAskedAtOnce() {
        bench.port("ann").state(PortState.DISCARDING);
        bench.passSeconds(1);
        bench.port("ann").state(PortState.FORWARDING);
        bench.hush();
        bench.passSeconds(1);
        assertEquals(1, bench.queries("ann", GroupProtocol.IGMP).size());
        assertEquals(0, bench.queries("bob", GroupProtocol.IGMP).size());
    }
}
