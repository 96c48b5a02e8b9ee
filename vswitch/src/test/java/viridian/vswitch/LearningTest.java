package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static viridian.vswitch.Workbench.SECOND;
import static viridian.vswitch.Workbench.address;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class LearningTest {

    private final Workbench bench = new Workbench(
            SwitchSettings.named("test").withAgeingNanos(10 * SECOND).withTableLimit(4));
    private final MacTable macs = bench.vswitch.macs();
    private final RecordingNic east = bench.network("east");
    private final RecordingNic west = bench.network("west");

    @Test
    void aStationIsFoundWhereItSpokeLast() {
        hear(east, 1);
        assertSame(bench.port("east"), macs.lookup(0, address(1).bits()));
        hear(west, 1);
        assertSame(bench.port("west"), macs.lookup(0, address(1).bits()));
        assertEquals(1, macs.moves());
        assertEquals(1, macs.entries().size());
    }

    @Test
    void aSilentStationIsForgottenWhenItsTimeIsUp() {
        hear(east, 1);
        bench.now = 10 * SECOND - MacTable.TICK_NANOS;
        assertSame(bench.port("east"), macs.lookup(0, address(1).bits()));
        bench.now = 10 * SECOND;
        assertNull(macs.lookup(0, address(1).bits()));
        assertEquals(List.of(), macs.entries());
    }

    @Test
    void everyFrameOfAStationRenewsIt() {
        hear(east, 1);
        bench.now = 9 * SECOND;
        hear(east, 1);
        bench.now = 18 * SECOND;
        assertSame(bench.port("east"), macs.lookup(0, address(1).bits()));
        assertEquals(9 * SECOND / MacTable.TICK_NANOS, macs.entries().getFirst().idleNanos() / MacTable.TICK_NANOS);
    }

    @Test
    void anAdaptersOwnAddressNeitherAgesNorGoesWithAFlush() {
        RecordingNic guest = bench.guest("guest", 7);
        hear(east, 1);
        bench.now = 1000 * SECOND;
        macs.flush();
        MacEntry only = macs.entries().getFirst();
        assertEquals(new MacEntry(0, guest.address(), bench.port("guest"), MacEntry.Kind.OWN, 0), only);
        assertEquals(1, macs.entries().size());
    }

    @Test
    void aFlushForgetsWhatWasLearned() {
        hear(east, 1);
        hear(west, 2);
        macs.flush();
        assertNull(macs.lookup(0, address(1).bits()));
        hear(east, 2);
        assertEquals(0, macs.moves());
        assertSame(bench.port("east"), macs.lookup(0, address(2).bits()));
    }

    @Test
    void whatAPortTaughtGoesWithIt() {
        hear(east, 1);
        hear(west, 2);
        bench.port("east").unplug();
        assertEquals(
                List.of(address(2)),
                macs.entries().stream().map(MacEntry::address).toList());
    }

    @Test
    void aFullTableGivesUpTheOldestOfThePortThatHoldsMost() {
        hear(west, 1);
        for (int number = 2; number <= 4; number++) hear(east, number);
        bench.now = SECOND;
        hear(east, 2);
        hear(west, 9);
        assertEquals(
                List.of(address(1), address(2), address(4), address(9)),
                macs.entries().stream().map(MacEntry::address).toList());
        assertEquals(1, macs.evictions());
    }

    @Test
    void aFlooderPushesOutNobodyElse() {
        hear(west, 1);
        for (int number = 100; number < 5000; number++) hear(east, number);
        assertSame(bench.port("west"), macs.lookup(0, address(1).bits()));
        assertEquals(4, macs.entries().size());
        assertEquals(4897, macs.evictions());
    }

    @Test
    void agedEntriesMakeRoomBeforeAnyoneIsPushedOut() {
        for (int number = 1; number <= 4; number++) hear(east, number);
        bench.now = 10 * SECOND;
        hear(west, 9);
        assertEquals(0, macs.evictions());
        assertEquals(1, macs.entries().size());
    }

    @Test
    void pinnedAddressesTakeNoRoomFromLearnedOnes() {
        for (int number = 10; number < 20; number++) bench.guest("guest " + number, number);
        for (int number = 1; number <= 4; number++) hear(east, number);
        assertEquals(14, macs.entries().size());
        assertEquals(0, macs.evictions());
    }

    @Test
    void aRefusedFrameTeachesNothing() {
        east.says(FrameBuilder.broadcast(address(1)).vlan(5).build());
        east.says(FrameBuilder.broadcast(address(1)).length(1515).build());
        assertEquals(List.of(), macs.entries());
    }

    @Test
    void aFrameThatReachesNobodyStillTeaches() {
        east.says(frame(address(1), address(1)));
        assertSame(bench.port("east"), macs.lookup(0, address(1).bits()));
    }

    /** The table reads the clock before it files a new station: there the test lets another thread's unplug come in. */
    @Test
    void aPortUnpluggedWhileItsFrameIsBeingLearnedLeavesNothingBehind() {
        Deque<Runnable> onClock = new ArrayDeque<>();
        VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), () -> {
            if (!onClock.isEmpty()) onClock.pop().run();
            return 0;
        });
        RecordingNic nic = new RecordingNic(MacAddress.NONE);
        Port port = vswitch.plug(PortSettings.network("wire"), nic);
        onClock.push(port::unplug);
        nic.says(broadcast(address(1)));
        assertEquals(List.of(), vswitch.ports());
        assertEquals(List.of(), vswitch.macs().entries());
    }

    @Test
    void theClockMayBeginAnywhere() {
        bench.now = Long.MAX_VALUE - 5 * SECOND;
        hear(east, 1);
        bench.now += 9 * SECOND;
        assertSame(bench.port("east"), macs.lookup(0, address(1).bits()));
        hear(east, 2);
        bench.now += SECOND;
        assertNull(macs.lookup(0, address(1).bits()));
        assertEquals(
                List.of(address(2)),
                macs.entries().stream().map(MacEntry::address).toList());
    }

    private static void hear(RecordingNic wire, int number) {
        wire.says(broadcast(address(number)));
    }
}
