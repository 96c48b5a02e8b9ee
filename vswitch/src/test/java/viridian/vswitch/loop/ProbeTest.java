package viridian.vswitch.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.PortSettings;
import viridian.vswitch.PortState;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.RecordingNic;

/** Loops found by probes. */
class ProbeTest {

    private static final LoopSettings PROBING =
            LoopSettings.of(BpduChoice.DROP).withProbes(true).withRecoverySeconds(10);

    private final LoopBench bench = new LoopBench(null);
    private final RecordingNic first = bench.network("first", PROBING);
    private final RecordingNic second = bench.plug(PortSettings.network("second"));

    @Test
    void aProbeGoesOutEverySecond() {
        bench.pass(5);
        assertEquals(5, LoopBench.to(first, Probe.GROUP).size());
        assertEquals(List.of(), second.heard());
    }

    @Test
    void aProbeThatComesBackStopsTheLaterPortAsLongAsItComes() {
        bench.pass(1);
        loopFor(20);
        assertEquals(PortState.FORWARDING, bench.port("first").state());
        assertEquals(PortState.DISCARDING, bench.port("second").state());
        assertEquals(
                List.of(new LoopEvent.LoopFound("first", "second", "second")), bench.events(LoopEvent.LoopFound.class));
        bench.pass(LoopSettings.RECOVERY_SECONDS + 1);
        assertEquals(PortState.FORWARDING, bench.port("second").state());
        assertEquals(List.of(new LoopEvent.PortRecovered("second")), bench.events(LoopEvent.PortRecovered.class));
    }

    /** What the first port sends comes in by the second. */
    private void loopFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            bench.pass(1);
            for (Frame probe : LoopBench.to(first, Probe.GROUP)) bench.hears(second, probe);
        }
    }

    @Test
    void aCableBackIntoTheSamePortStopsThatPort() {
        bench.pass(1);
        for (Frame probe : LoopBench.to(first, Probe.GROUP)) bench.hears(first, probe);
        assertEquals(PortState.DISCARDING, bench.port("first").state());
    }

    @Test
    void anotherSwitchesProbeIsAFrameAsAnyOther() {
        bench.hears(second, Probe.frame(LoopBench.STATION, 1, 78, Frame.UNTAGGED));
        assertEquals(1, LoopBench.to(first, Probe.GROUP).size());
        assertEquals(PortState.FORWARDING, bench.port("second").state());
    }

    @Test
    void aTrunkWithoutNativeVlanProbesTheLowestOfItsVlans() {
        RecordingNic trunk = bench.plug(PortSettings.network("trunk")
                .withVlan(new VlanMode.Trunk(VlanSet.parse("20-30"), VlanMode.NO_NATIVE))
                .with(PROBING));
        bench.pass(1);
        assertEquals(20, LoopBench.to(trunk, Probe.GROUP).getFirst().vlan());
    }

    @Test
    void aCutOrChangedProbeIsNone() {
        byte[] good = bytes(Probe.frame(LoopBench.OWN, 1, 77, Frame.UNTAGGED));
        for (int length = Frame.HEADER_BYTES; length < 30; length++) {
            assertFalse(Probe.isOf(77, Frame.of(Arrays.copyOf(good, length))));
        }
        for (int at : new int[] {12, 14, 17, 18, 22, 29}) {
            byte[] bad = good.clone();
            bad[at]++;
            assertFalse(Probe.isOf(77, Frame.of(bad)));
        }
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }
}
