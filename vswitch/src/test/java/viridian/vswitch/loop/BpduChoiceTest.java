package viridian.vswitch.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.PortSettings;
import viridian.vswitch.PortState;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.loop.rstp.Bpdu;
import viridian.vswitch.nic.RecordingNic;

/** What becomes of a BPDU at a switch that takes no part in a spanning tree. */
class BpduChoiceTest {

    private static final MacAddress BRIDGE = MacAddress.parse("02-00-00-00-00-09");

    private final LoopBench bench = new LoopBench(null);

    private static Frame bpdu() {
        return new Bpdu.TopologyChangeNotification().frame(BRIDGE);
    }

    @Test
    void whereNothingIsSaidItIsDropped() {
        RecordingNic silent = bench.plug(PortSettings.network("silent"));
        RecordingNic pass = bench.network("pass", LoopSettings.of(BpduChoice.PASS));
        bench.hears(silent, bpdu());
        assertEquals(1, bench.dropped("silent", DropReason.BRIDGE_RESERVED));
        assertEquals(List.of(), pass.heard());
    }

    @Test
    void itPassesBetweenThePortsThatPassItAndReachesNoOther() {
        RecordingNic one = bench.network("one", LoopSettings.of(BpduChoice.PASS));
        RecordingNic two = bench.network("two", LoopSettings.of(BpduChoice.PASS));
        RecordingNic three = bench.network("three", LoopSettings.of(BpduChoice.DROP));
        bench.hears(one, bpdu());
        assertEquals(1, LoopBench.to(two, Bpdu.GROUP).size());
        assertEquals(List.of(), three.heard());
        assertEquals(List.of(), one.heard());
    }

    @Test
    void otherAddressesKeptByBridgesDoNotPass() {
        RecordingNic one = bench.network("one", LoopSettings.of(BpduChoice.PASS));
        RecordingNic two = bench.network("two", LoopSettings.of(BpduChoice.PASS));
        Frame pause = bpdu();
        pause.memory().set(ValueLayout.JAVA_BYTE, 5, (byte) 1);
        bench.hears(one, pause);
        assertEquals(List.of(), two.heard());
        assertEquals(1, bench.dropped("one", DropReason.BRIDGE_RESERVED));
    }

    @Test
    void aGuardedPortStopsUntilNoBridgeWasHeardForLongEnough() {
        RecordingNic guarded = bench.network("guarded", LoopSettings.of(BpduChoice.GUARD));
        RecordingNic other = bench.plug(PortSettings.network("other"));
        bench.pass(1);
        bench.hears(guarded, bpdu());
        assertEquals(PortState.DISCARDING, bench.port("guarded").state());
        assertEquals(List.of(new LoopEvent.BridgeFound("guarded")), bench.events(LoopEvent.BridgeFound.class));
        bench.hears(guarded, LoopBench.broadcast());
        assertEquals(1, bench.dropped("guarded", DropReason.PORT_BLOCKED));
        assertEquals(List.of(), other.heard());
        bench.pass(20);
        bench.hears(guarded, bpdu());
        bench.pass(29);
        assertEquals(PortState.DISCARDING, bench.port("guarded").state());
        bench.pass(2);
        assertEquals(PortState.FORWARDING, bench.port("guarded").state());
        assertEquals(1, bench.events(LoopEvent.PortRecovered.class).size());
    }

    @Test
    void anAdministratorLetsAGuardedPortGoOn() {
        RecordingNic guarded = bench.network("guarded", LoopSettings.of(BpduChoice.GUARD));
        bench.pass(1);
        bench.hears(guarded, bpdu());
        bench.control.recover(bench.port("guarded"));
        bench.work();
        assertEquals(PortState.FORWARDING, bench.port("guarded").state());
    }

    @Test
    void withoutASpanningTreeNoPortTakesPartInOne() {
        assertThrows(IllegalArgumentException.class, () -> bench.network("one", LoopSettings.of(BpduChoice.RSTP)));
        assertEquals(List.of(), bench.vswitch.ports());
    }

    @Test
    void aRehearsalStopsNothing() {
        bench.network("guarded", LoopSettings.of(BpduChoice.GUARD));
        bench.pass(1);
        bench.vswitch.rehearse(bench.port("guarded"), bpdu());
        bench.work();
        assertEquals(PortState.FORWARDING, bench.port("guarded").state());
        assertEquals(List.of(), bench.events(LoopEvent.class));
    }
}
