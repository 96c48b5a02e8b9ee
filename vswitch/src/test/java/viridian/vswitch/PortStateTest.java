package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** Ports that do not take part in forwarding, and what the switch itself sends. */
class PortStateTest {

    private final Workbench bench = new Workbench();
    private final RecordingNic east = bench.network("east");
    private final RecordingNic west = bench.network("west");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "FORWARDING, 1, true, 1, 0",
        "LEARNING, 0, true, 0, 718",
        "DISCARDING, 0, false, 0, 718",
        "MONITOR, 0, false, 0, 6",
        "SENDING_MONITOR, 1, false, 0, 0",
        "DISABLED, 0, false, 0, 33"
    })
    void aStateSaysWhatComesInIsLearnedAndLeaves(PortState state, int in, boolean learned, int out, int reason) {
        bench.port("east").state(state);
        east.says(broadcast(STRANGER));
        assertEquals(in, west.heard().size());
        assertEquals(learned, bench.vswitch.macs().lookup(0, STRANGER.bits()) != null);
        west.says(broadcast(Workbench.address(5)));
        assertEquals(out, east.heard().size());
        List<Integer> reasons = List.of(DropReason.values()).stream()
                .filter(why -> bench.droppedIncoming("east", why) > 0)
                .map(DropReason::number)
                .toList();
        assertEquals(reason == 0 ? List.of() : List.of(reason), reasons);
        assertEquals(state, bench.port("east").state());
    }

    @Test
    void whatWasLearnedAtAPortIsForgottenWhenItNoLongerLearns() {
        east.says(broadcast(STRANGER));
        bench.port("east").state(PortState.DISCARDING);
        assertEquals(0, bench.vswitch.macs().learned());
    }

    @Test
    void anExtensionTakesWhatAStoppedPortHears() {
        bench.vswitch.extend(new Everywhere("protocol", SwitchExtension.Kind.FORWARDING, new PortHook() {
            @Override
            public Verdict ingress(Frame frame, Passage passage) {
                return Verdict.TAKEN;
            }
        }));
        bench.port("east").state(PortState.DISCARDING);
        east.says(broadcast(STRANGER));
        assertEquals(1, bench.port("east").counters().taken());
        assertEquals(0, bench.port("east").counters().droppedIncoming().frames());
        assertEquals(0, bench.vswitch.macs().learned());
    }

    @Test
    void whatTheSwitchSendsLeavesAtOnceEvenByAStoppedPort() {
        bench.port("east").state(PortState.DISCARDING);
        assertTrue(bench.port("east").emit(broadcast(STRANGER)));
        assertEquals(1, east.heard().size());
        assertEquals(1, east.flushes());
        assertEquals(1, bench.port("east").counters().sent().broadcastFrames());
        east.full(true);
        assertFalse(bench.port("east").emit(broadcast(STRANGER)));
        assertEquals(1, bench.droppedOutgoing("east", DropReason.RESOURCES));
        assertFalse(bench.port("east")
                .emit(FrameBuilder.broadcast(STRANGER).length(2000).build()));
        assertEquals(1, bench.droppedOutgoing("east", DropReason.MTU_MISMATCH));
    }

    @Test
    void whatTheSwitchSendsInAVlanLeavesAsThePortHasIt() {
        RecordingNic ten = bench.plug(PortSettings.network("ten").withVlan(new VlanMode.Access(10)), 0);
        RecordingNic trunk =
                bench.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(10), 0)), 0);
        Frame inside = FrameBuilder.broadcast(STRANGER).vlan(10).build();
        assertTrue(bench.port("ten").emitInside(inside));
        assertTrue(bench.port("trunk").emitInside(inside));
        assertFalse(bench.port("east").emitInside(inside));
        assertEquals(Frame.UNTAGGED, ten.heard().getFirst().tag());
        assertEquals(10, trunk.heard().getFirst().tag());
        bench.port("ten").state(PortState.LEARNING);
        assertFalse(bench.port("ten").emitInside(inside));
    }

    @Test
    void whatAHookSendsIsFlushedWithTheBurstItCameIn() {
        bench.vswitch.extend(new Everywhere("echo", SwitchExtension.Kind.FORWARDING, new PortHook() {
            @Override
            public Verdict ingress(Frame frame, Passage passage) {
                passage.from().emitInBurst(frame);
                return Verdict.TAKEN;
            }
        }));
        east.saysMore(broadcast(STRANGER));
        assertEquals(1, east.heard().size());
        assertEquals(0, east.flushes());
        bench.port("east").flush();
        assertEquals(1, east.flushes());
    }

    @Test
    void whatHappensIsTold() {
        List<String> told = new ArrayList<>();
        bench.vswitch.events().listen(event -> told.add(event.sentence()));
        east.says(broadcast(STRANGER));
        west.says(broadcast(STRANGER));
        bench.port("west").state(PortState.DISCARDING);
        bench.port("west").change(PortSettings.network("west").withMaxFrame(100));
        bench.port("east").unplug();
        bench.vswitch.change(bench.vswitch.settings().withTableLimit(5));
        bench.network("north");
        assertEquals(
                List.of(
                        "00-15-5D-00-00-EE in VLAN 0 is behind port east",
                        "00-15-5D-00-00-EE in VLAN 0 moved from port east to port west",
                        "port west is discarding",
                        "port west has other settings",
                        "port east was unplugged",
                        "switch test has other settings",
                        "port north was plugged in"),
                told);
    }

    @Test
    void aReservedAddressIsCarriedIfAnExtensionSaysSo() {
        Frame reserved = frame(STRANGER, MacAddress.parse("01-80-C2-00-00-00"));
        east.says(reserved);
        assertEquals(1, bench.droppedIncoming("east", DropReason.BRIDGE_RESERVED));
        bench.vswitch.extend(new Everywhere("pass", SwitchExtension.Kind.FORWARDING, new PortHook() {
            @Override
            public Verdict ingress(Frame frame, Passage passage) {
                passage.carryReserved();
                return Verdict.PASS;
            }
        }));
        east.says(reserved);
        assertEquals(1, west.heard().size());
        assertEquals(0, bench.vswitch.macs().learned());
    }
}
