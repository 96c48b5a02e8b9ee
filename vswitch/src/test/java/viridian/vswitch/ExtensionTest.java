package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class ExtensionTest {

    private static final Verdict REFUSED = Verdict.drop(DropReason.FILTERED);

    private final Workbench bench = new Workbench();
    private final RecordingNic alice = bench.guest("alice", 1);
    private final RecordingNic bob = bench.guest("bob", 2);
    private final RecordingNic wire = bench.network("wire");

    @Test
    void whatAnExtensionDropsOnTheWayInReachesNobody() {
        extend(from -> REFUSED, (from, to) -> Verdict.PASS);
        alice.says(broadcast(alice.address()));
        assertEquals(List.of(), bob.heard());
        assertEquals(1, bench.droppedIncoming("alice", DropReason.FILTERED));
    }

    @Test
    void whatItDropsOnTheWayOutReachesTheOthers() {
        extend(from -> Verdict.PASS, (from, to) -> to.name().equals("bob") ? REFUSED : Verdict.PASS);
        alice.says(broadcast(alice.address()));
        assertEquals(List.of(), bob.heard());
        assertEquals(1, wire.heard().size());
        assertEquals(1, bench.droppedOutgoing("bob", DropReason.FILTERED));
    }

    @Test
    void whatItTakesIsCountedAsTakenAndOthersAreNotAskedThatComeLaterOnTheFramesWay() {
        extend(from -> from.name().equals("wire") ? Verdict.TAKEN : Verdict.PASS, (from, to) -> REFUSED);
        extend(from -> from.name().equals("wire") ? REFUSED : Verdict.PASS, (from, to) -> Verdict.TAKEN);
        wire.says(frame(STRANGER, MacAddress.parse("01-80-C2-00-00-02")));
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(1, bench.port("wire").counters().taken());
        assertEquals(1, bench.port("bob").counters().taken());
        assertEquals(0, bench.port("wire").counters().droppedIncoming().frames());
        assertEquals(List.of(), bob.heard());
    }

    @Test
    void observersSeeEachFrameAsItIsOnThePortsWire() {
        bench.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(5), -1)), 0);
        RecordingNic five = bench.plug(PortSettings.guest("five").withVlan(new VlanMode.Access(5)), 5);
        RecordingNic low = bench.plug(
                PortSettings.network("low").withVlan(new VlanMode.Access(5)).withMaxFrame(70), 0);
        Diary diary = new Diary();
        bench.vswitch.observe(diary);

        five.says(FrameBuilder.frame(five.address(), STRANGER).length(80).build());
        five.says(FrameBuilder.frame(five.address(), STRANGER).vlan(6).build());
        assertEquals(
                List.of(
                        "received five -1",
                        "sent trunk 5",
                        "dropped low -1 23 MTUMismatch",
                        "received five 6",
                        "dropped five 6 10 UnauthorizedVLAN"),
                diary.takeLines());
        assertEquals(List.of(), low.heard());
    }

    private void extend(Function<Port, Verdict> ingress, BiFunction<Port, Port, Verdict> egress) {
        PortHook hook = new PortHook() {
            @Override
            public Verdict ingress(Frame frame, Passage passage) {
                return ingress.apply(passage.from());
            }

            @Override
            public Verdict egress(Frame frame, Passage passage) {
                return egress.apply(passage.from(), passage.to());
            }
        };
        bench.vswitch.extend(new Everywhere("test", SwitchExtension.Kind.FILTER, hook));
    }
}
