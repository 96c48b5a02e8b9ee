package viridian.vswitch.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.PortSettings;
import viridian.vswitch.PortState;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.loop.rstp.Bpdu;
import viridian.vswitch.loop.rstp.BridgeId;
import viridian.vswitch.loop.rstp.BridgeSettings;
import viridian.vswitch.loop.rstp.PortRole;
import viridian.vswitch.loop.rstp.PortStatus;
import viridian.vswitch.loop.rstp.PriorityVector;
import viridian.vswitch.loop.rstp.Times;
import viridian.vswitch.nic.RecordingNic;

/** A switch in the spanning tree, two cables to the root, which the test plays. */
class SpanningTreeTest {

    private static final MacAddress ROOT_ADDRESS = MacAddress.parse("02-00-00-00-00-09");
    private static final BridgeId ROOT = BridgeId.of(0, ROOT_ADDRESS);

    private final LoopBench bench = new LoopBench(BridgeSettings.of(LoopBench.OWN));
    private final RecordingNic one = bench.plug(PortSettings.network("one"));
    private final RecordingNic two = bench.plug(PortSettings.network("two"));

    private static Frame rootSays(int port) {
        PriorityVector word = new PriorityVector(ROOT, 0, ROOT, 0x8000 | port);
        return new Bpdu.Rapid(
                        PortRole.DESIGNATED, false, true, false, false, false, word, Times.ofSeconds(0, 20, 2, 15))
                .frame(ROOT_ADDRESS);
    }

    private PortStatus status(String port) {
        return Objects.requireNonNull(bench.control.report().ports().get(port));
    }

    @Test
    void beforeThePortIsInTheTreeItCarriesNothing() {
        bench.hears(one, LoopBench.broadcast());
        assertEquals(1, bench.dropped("one", DropReason.PORT_BLOCKED));
        assertEquals(List.of(), two.heard());
    }

    private void hearTheRoot() {
        bench.pass(1);
        bench.hears(one, rootSays(1));
        bench.hears(two, rootSays(2));
    }

    @Test
    void oneOfTwoCablesToTheRootForwardsAndTheOtherStandsBy() {
        hearTheRoot();
        assertEquals(PortState.FORWARDING, bench.port("one").state());
        assertEquals(PortState.DISCARDING, bench.port("two").state());
        assertEquals(PortRole.ROOT, status("one").role());
        assertEquals(PortRole.ALTERNATE, status("two").role());
        assertTrue(bench.events.contains(new LoopEvent.RootChanged(ROOT.toString())));
        assertTrue(bench.events.contains(new LoopEvent.RoleChanged("two", PortRole.ALTERNATE)));
        Bpdu last =
                Objects.requireNonNull(Bpdu.read(LoopBench.to(one, Bpdu.GROUP).getLast()));
        assertTrue(last instanceof Bpdu.Rapid said && said.agreement() && said.role() == PortRole.ROOT);
    }

    @Test
    void whenTheCableIsCutTheOtherTakesOverAndAddressesAreForgotten() {
        hearTheRoot();
        bench.hears(one, LoopBench.broadcast());
        bench.cut.add(bench.port("one"));
        bench.pass(1);
        assertEquals(PortState.FORWARDING, bench.port("two").state());
        assertEquals(PortState.DISCARDING, bench.port("one").state());
        assertTrue(bench.events.contains(new LoopEvent.TopologyChanged("two")));
    }

    @Test
    void aGuestsPortTakesNoPartAndForwardsAtOnce() {
        bench.vswitch.plug(PortSettings.guest("guest"), new RecordingNic(LoopBench.STATION));
        bench.pass(1);
        assertEquals(PortState.FORWARDING, bench.port("guest").state());
        assertFalse(bench.control.report().ports().containsKey("guest"));
    }

    @Test
    void aPortThatLeavesTheTreeForwards() {
        bench.pass(1);
        assertEquals(PortState.DISCARDING, bench.port("one").state());
        bench.port("one").change(PortSettings.network("one").with(LoopSettings.of(BpduChoice.DROP)));
        bench.pass(1);
        assertEquals(PortState.FORWARDING, bench.port("one").state());
    }

    @Test
    void aSwitchedOffPortIsLeftAlone() {
        bench.pass(1);
        bench.port("one").state(PortState.DISABLED);
        bench.pass(5);
        assertEquals(PortState.DISABLED, bench.port("one").state());
    }

    @Test
    void anUnpluggedPortIsGoneAndItsSocketFreeForAnother() {
        bench.pass(1);
        bench.port("one").unplug();
        bench.plug(PortSettings.network("three"));
        bench.pass(1);
        assertEquals(
                List.of("three", "two"),
                bench.control.report().ports().keySet().stream().sorted().toList());
    }

    @Test
    void aRehearsedBpduIsTakenAndChangesNothing() {
        bench.pass(1);
        List<PortStatus> before =
                Objects.requireNonNull(bench.control.report().tree()).ports();
        bench.vswitch.rehearse(bench.port("one"), rootSays(1));
        bench.work();
        assertEquals(
                before, Objects.requireNonNull(bench.control.report().tree()).ports());
    }

    @Test
    void allOfItIsToldInWords() {
        hearTheRoot();
        assertEquals(
                List.of(
                        "bridge 32768/02-00-00-00-00-01 reaches root 0/02-00-00-00-00-09 by port 1 at cost 20000",
                        "port one: root, forwarding, cost 20000, segment served by 0/02-00-00-00-00-09 port 1",
                        "port two: alternate, discarding, cost 20000, segment served by 0/02-00-00-00-00-09 port 2"),
                bench.control.report().sentences());
    }

    @Test
    void whenItIsClosedEveryPortForwards() {
        hearTheRoot();
        bench.control.close();
        bench.work();
        assertEquals(PortState.FORWARDING, bench.port("two").state());
    }
}
