package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.RecordingNic;

/** Frames handed over together fare as frames handed over one by one. */
class BurstTest {

    private final Workbench bench = new Workbench(SwitchSettings.named("test").withTableLimit(20_000));
    private final RecordingNic alice = bench.guest("alice", 1);
    private final RecordingNic bob = bench.guest("bob", 2);
    private final RecordingNic wire = bench.network("wire");

    @Test
    void eachFrameGoesItsOwnWay() {
        alice.saysTogether(
                frame(alice.address(), bob.address()),
                broadcast(alice.address()),
                frame(alice.address(), STRANGER),
                frame(bob.address(), alice.address()),
                frame(alice.address(), bob.address()));
        assertEquals(3, bob.heard().size());
        assertEquals(2, wire.heard().size());
        assertEquals(1, bench.droppedIncoming("alice", DropReason.MAC_SPOOFING));
        assertEquals(1, bob.flushes());
    }

    @Test
    void onlyTheFirstOfTheArrayAreMeant() {
        Frame[] array = {frame(alice.address(), bob.address()), broadcast(alice.address())};
        assertEquals(1, bench.port("alice").acceptAll(array, 1));
        assertEquals(1, bob.heard().size());
        assertEquals(0, wire.heard().size());
    }

    @Test
    void allOfThemAreCounted() {
        Frame longer =
                FrameBuilder.frame(alice.address(), bob.address()).length(100).build();
        alice.saysTogether(frame(alice.address(), bob.address()), longer, broadcast(alice.address()));
        PortCounters.Traffic in = bench.port("alice").counters().received();
        assertEquals(List.of(2L, 160L, 1L), List.of(in.directedFrames(), in.directedBytes(), in.broadcastFrames()));
        PortCounters.Traffic out = bench.port("bob").counters().sent();
        assertEquals(List.of(2L, 160L, 1L), List.of(out.directedFrames(), out.directedBytes(), out.broadcastFrames()));
    }

    @Test
    void forAFullAdapterTheyAreDropped() {
        bob.full(true);
        alice.saysTogether(frame(alice.address(), bob.address()), frame(alice.address(), bob.address()));
        assertEquals(2, bench.droppedOutgoing("bob", DropReason.RESOURCES));
        assertEquals(0, bench.port("bob").counters().sent().frames());
        assertEquals(2, bench.port("alice").counters().received().frames());
    }

    @Test
    void fromAnUnpluggedPortTheyAreAllDropped() {
        Diary diary = new Diary();
        bench.vswitch.observe(diary);
        Port port = bench.port("alice");
        port.unplug();
        alice.saysTogether(frame(alice.address(), bob.address()), frame(alice.address(), bob.address()));
        assertEquals(2, port.counters().droppedIncoming().frames(DropReason.DISCONNECTED));
        assertEquals(
                List.of(
                        "received alice -1",
                        "dropped alice -1 5 Disconnected",
                        "received alice -1",
                        "dropped alice -1 5 Disconnected"),
                diary.takeLines());
    }

    @Test
    void strangersInABurstAreFloodedAndCountedAsSuch() {
        alice.saysTogether(frame(alice.address(), STRANGER), frame(alice.address(), bob.address()));
        assertEquals(1, bench.port("alice").counters().flooded());
        assertEquals(1, wire.heard().size());
    }

    /** So many that what a burst needs is read ahead. */
    @Test
    void amongVeryManyStationsEachIsStillFound() {
        RecordingNic far = bench.network("far");
        for (int number = 1000; number < 19_000; number++)
            far.saysMore(frame(Workbench.address(number), bob.address()));
        bob.takeHeard();
        wire.takeHeard();
        Frame[] burst = new Frame[200];
        for (int i = 0; i < burst.length; i++) burst[i] = frame(alice.address(), Workbench.address(1000 + 90 * i));
        alice.saysTogether(burst);
        assertEquals(200, far.heard().size());
        assertEquals(0, wire.heard().size());
        assertEquals(18_000, bench.vswitch.macs().learned());
    }
}
