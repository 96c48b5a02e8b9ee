package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.multicast.MulticastBench.mac;
import static viridian.vswitch.multicast.Talk.told;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.frame.Frame;

/** What hosts cannot make the switch do, and what it counts. */
class LimitsTest {

    private final MulticastBench bench = MulticastBench.withQuerier();

    @BeforeEach
    void plug() {
        bench.plug("ann", "bob", "router", "source");
        bench.settle();
        bench.says("router", Talk.pimHello(mac("router")));
    }

    @Test
    void aPortsLimitRefusesFurtherGroupsAndTheirReports() {
        bench.feature("ann", port -> port.withGroupLimit(2));
        bench.pass(1);
        for (int i = 1; i <= 3; i++) bench.joins("ann", "239.0.0." + i);
        assertEquals(List.of("239.0.0.1 ann", "239.0.0.2 ann"), bench.members());
        assertEquals(1, bench.port("ann").counters().droppedIncoming().frames(DropReason.FILTERED));
        assertEquals(1, bench.snooping.counts().refused());
        Frame half = Talk.records(
                mac("ann"),
                told(GroupRecord.Type.IS_EXCLUDE, "239.0.0.1"),
                told(GroupRecord.Type.IS_EXCLUDE, "239.0.0.9"));
        assertEquals("router", bench.hearersOf("ann", half));
        bench.leaves("ann", "239.0.0.1");
        bench.passSeconds(3);
        bench.joins("ann", "239.0.0.3");
        assertEquals(List.of("239.0.0.2 ann", "239.0.0.3 ann"), bench.members());
    }

    @Test
    void theSwitchsLimitIsForAllPortsTogetherAndForNewGroupsOnly() {
        bench.snooping.change(bench.snooping.settings().withGroupLimit(2));
        bench.joins("ann", "239.0.0.1");
        bench.joins("bob", "239.0.0.2");
        bench.joins("bob", "239.0.0.3");
        bench.joins("bob", "239.0.0.1");
        assertEquals(List.of("239.0.0.1 ann", "239.0.0.1 bob", "239.0.0.2 bob"), bench.members());
    }

    @Test
    void aPortThatNamesTooManySourcesGetsThemAll() {
        String[] sources =
                IntStream.rangeClosed(1, 65).mapToObj(i -> "10.1.0." + i).toArray(String[]::new);
        bench.tells("ann", GroupRecord.Type.ALLOW, "232.1.1.1", sources);
        assertEquals("ann router", bench.hearersOf("source", "10.9.9.9", "232.1.1.1"));
    }

    @Test
    void brokenMessagesAreDroppedAndForeignOnesPassedOn() {
        Frame broken = Talk.igmpReport(mac("ann"), 2, "239.0.0.1");
        broken.memory().set(ValueLayout.JAVA_BYTE, 38, (byte) 1);
        assertEquals("", bench.hearersOf("ann", broken));
        assertEquals(1, bench.port("ann").counters().droppedIncoming().frames(DropReason.INVALID_PACKET));
        Frame foreign = Talk.igmp(mac("ann"), "10.0.0.10", "239.0.0.1", new byte[] {0x13, 0, 0, 0, 0, 0, 0, 0});
        assertEquals("bob router source", bench.hearersOf("ann", foreign));
        assertEquals(1, bench.snooping.counts().broken());
        assertEquals(1, bench.snooping.counts().foreign());
        assertEquals(List.of(), bench.members());
    }

    @Test
    void aRehearsalTellsWhyAndChangesNothing() {
        String told = bench.vswitch
                .rehearse(bench.port("ann"), Talk.igmpReport(mac("ann"), 2, "239.0.0.1"))
                .toString();
        assertTrue(told.contains("it is an IGMP version 2 report: its sender listens to 239.0.0.1"), told);
        assertEquals(List.of(), bench.members());
        bench.joins("ann", "239.0.0.1");
        String stream = bench.vswitch
                .rehearse(bench.port("source"), Talk.data(mac("source"), "10.0.0.9", "239.0.0.1"))
                .toString();
        assertTrue(stream.contains("239.0.0.1 goes to the ports where hosts listen to its sender"), stream);
        assertEquals(1, bench.snooping.counts().reports());
    }

    @Test
    void theTableTellsVersionFilterSourcesAndTimeLeft() {
        bench.says("ann", Talk.igmpReport(mac("ann"), 2, "239.0.0.1"));
        bench.tells("bob", GroupRecord.Type.ALLOW, "ff35::1", "2001:db8::1");
        bench.passSeconds(60);
        assertEquals(
                List.of(
                        new GroupEntry(0, "239.0.0.1", "ann", "IGMPv2", 200, "exclude", List.of(), 1),
                        new GroupEntry(0, "ff35::1", "bob", "MLDv2", 200, "include", List.of("2001:db8::1"), 1)),
                bench.snooping.groups());
    }
}
