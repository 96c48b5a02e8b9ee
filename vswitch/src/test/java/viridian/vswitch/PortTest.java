package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class PortTest {

    private final Workbench bench = new Workbench();
    private final RecordingNic alice = bench.guest("alice", 1);
    private final RecordingNic bob = bench.guest("bob", 2);
    private final RecordingNic carol = bench.guest("carol", 3);

    @Test
    void theEndOfABurstReachesThePortsItWentToOnceAndNoOthers() {
        for (int i = 0; i < 5; i++) alice.saysMore(frame(alice.address(), bob.address()));
        assertEquals(0, bob.flushes());
        bench.port("alice").flush();
        assertEquals(1, bob.flushes());
        assertEquals(0, carol.flushes());
        assertEquals(0, alice.flushes());
    }

    /** As when a second thread behind the same port ends its burst while the first is handing a frame over. */
    @Test
    void aFrameHandedOverDuringAnothersFlushIsFlushedByItsOwn() {
        Port port = bench.port("alice");
        CopyingNic slow = new CopyingNic(Workbench.address(9));
        slow.beforeCopying(port::flush);
        bench.vswitch.plug(PortSettings.guest("slow"), slow);
        port.accept(frame(alice.address(), slow.address()));
        port.flush();
        assertFalse(slow.isWaiting());
    }

    @Test
    void aFlushReachesAllThatItsThreadHasBrought() {
        alice.saysMore(frame(alice.address(), bob.address()));
        carol.saysMore(frame(carol.address(), alice.address()));
        bench.port("carol").flush();
        assertEquals(1, bob.flushes());
        assertEquals(1, alice.flushes());
        bench.port("alice").flush();
        assertEquals(1, bob.flushes());
    }

    @Test
    void portsBeyondTheSixtyFourthAreFlushedToo() {
        for (int number = 100; number < 300; number++) bench.guest("guest " + number, number);
        RecordingNic last = bench.guest("last", 300);
        alice.says(frame(alice.address(), last.address()));
        assertEquals(1, last.flushes());
        alice.says(broadcast(alice.address()));
        assertEquals(2, last.flushes());
        assertEquals(1, bob.flushes());
    }

    @Test
    void aFullAdapterRefusesForWantOfRoom() {
        bob.full(true);
        assertTrue(alice.says(frame(alice.address(), bob.address())));
        assertEquals(1, bench.droppedOutgoing("bob", DropReason.RESOURCES));
        assertEquals(0, bench.port("bob").counters().sent().frames());
    }

    @Test
    void anUnpluggedPortHearsNothingAndSaysNothing() {
        Port port = bench.port("bob");
        port.unplug();
        port.unplug();
        assertFalse(port.isPlugged());
        assertNull(bench.vswitch.macs().lookup(0, bob.address().bits()));

        alice.says(frame(alice.address(), bob.address()));
        alice.says(broadcast(alice.address()));
        bob.says(broadcast(bob.address()));
        assertEquals(List.of(), bob.heard());
        assertEquals(1, carol.heard().size());
        assertEquals(1, port.counters().droppedIncoming().frames(DropReason.DISCONNECTED));
        assertFalse(bob.isClosed());
        assertEquals(2, bench.vswitch.ports().size());
    }

    @Test
    void aFreedPlaceIsUsedAgain() {
        bench.port("bob").unplug();
        RecordingNic dave = bench.guest("dave", 2);
        alice.says(frame(alice.address(), dave.address()));
        assertEquals(1, dave.heard().size());
        assertEquals(1, dave.flushes());
        assertEquals(0, bob.flushes());
    }

    @Test
    void otherSettingsHoldFromTheNextFrame() {
        Port port = bench.port("bob");
        port.change(PortSettings.guest("bob").withVlan(new VlanMode.Access(7)).withMaxFrame(100));
        assertEquals(bob.address(), port.settings().address());

        alice.says(frame(alice.address(), bob.address()));
        bob.says(broadcast(bob.address()));
        assertEquals(List.of(), bob.heard());
        assertEquals(List.of(), alice.heard());

        port.change(PortSettings.guest("bob").withMaxFrame(100));
        alice.says(frame(alice.address(), bob.address()));
        alice.says(
                FrameBuilder.frame(alice.address(), bob.address()).length(101).build());
        assertEquals(1, bob.heard().size());
        assertEquals(1, bench.droppedOutgoing("bob", DropReason.MTU_MISMATCH));
    }

    @Test
    void settingsThatCannotBeChangeNothing() {
        Port port = bench.port("bob");
        PortSettings before = port.settings();
        assertThrows(IllegalArgumentException.class, () -> port.change(before.withAddress(alice.address())));
        assertThrows(IllegalArgumentException.class, () -> port.change(PortSettings.guest("robert")));
        assertEquals(before, port.settings());
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(1, bob.heard().size());
    }

    @Test
    void framesAreCountedBySort() {
        RecordingNic wire = bench.network("wire");
        alice.says(frame(alice.address(), STRANGER));
        alice.says(broadcast(alice.address()));
        alice.says(FrameBuilder.frame(alice.address(), MacAddress.parse("01-00-5E-00-00-01"))
                .length(100)
                .build());

        PortCounters.Traffic in = bench.port("alice").counters().received();
        PortCounters.Traffic out = bench.port("wire").counters().sent();
        assertEquals(3, wire.heard().size());
        for (PortCounters.Traffic way : List.of(in, out)) {
            assertEquals(
                    List.of(1L, 1L, 1L), List.of(way.directedFrames(), way.multicastFrames(), way.broadcastFrames()));
            assertEquals(
                    List.of(60L, 100L, 60L), List.of(way.directedBytes(), way.multicastBytes(), way.broadcastBytes()));
            assertEquals(3, way.frames());
            assertEquals(220, way.bytes());
        }
    }

    @Test
    void theEndOfTheSwitchClosesEveryAdapter() {
        bench.vswitch.close();
        assertTrue(alice.isClosed());
        assertTrue(carol.isClosed());
        assertEquals(List.of(), bench.vswitch.ports());
        assertEquals(List.of(), bench.vswitch.macs().entries());
    }
}
