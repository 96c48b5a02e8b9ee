package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static viridian.vswitch.Workbench.SECOND;
import static viridian.vswitch.Workbench.address;
import static viridian.vswitch.Workbench.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import viridian.vswitch.nic.RecordingNic;

/** What the address table counts and tells, and what other limits do to it. */
class TableCountsTest {

    private final Workbench bench = new Workbench(
            SwitchSettings.named("test").withAgeingNanos(10 * SECOND).withTableLimit(4));
    private final MacTable macs = bench.vswitch.macs();
    private final RecordingNic east = bench.network("east");
    private final RecordingNic west = bench.network("west");

    private static void hear(RecordingNic nic, int... stations) {
        for (int station : stations) nic.says(broadcast(address(station)));
    }

    private boolean knows(int station) {
        return macs.lookup(0, address(station).bits()) != null;
    }

    @Test
    void learningsMovesEvictionsAndPurgesAreCounted() {
        hear(east, 1, 2, 3, 4, 5);
        hear(west, 5);
        assertEquals(List.of(5L, 1L, 1L, 1L), counts());
        bench.now = 20 * SECOND;
        hear(east, 6);
        assertEquals(List.of(6L, 1L, 1L, 5L), counts());
        assertEquals(1, macs.learned());
    }

    private List<Long> counts() {
        return List.of(macs.learnings(), macs.moves(), macs.evictions(), macs.purges());
    }

    @Test
    void anEvictionIsTold() {
        hear(east, 1, 2, 3, 4);
        List<String> told = new ArrayList<>();
        Consumer<SwitchEvent> listener = event -> told.add(event.sentence());
        bench.vswitch.events().listen(listener);
        hear(east, 5);
        bench.vswitch.events().silence(listener);
        hear(east, 6);
        assertEquals(
                List.of(
                        "the full address table gave up 00-15-5D-00-00-01 in VLAN 0, behind port east",
                        "00-15-5D-00-00-05 in VLAN 0 is behind port east"),
                told);
    }

    @Test
    void aSmallerLimitGivesUpTheOldest() {
        for (int station = 1; station <= 4; station++) {
            bench.now = station * SECOND;
            hear(east, station);
        }
        bench.vswitch.change(bench.vswitch.settings().withTableLimit(2));
        assertEquals(List.of(false, false, true, true), List.of(knows(1), knows(2), knows(3), knows(4)));
        assertEquals(2, macs.evictions());
        hear(west, 9);
        assertEquals(2, macs.learned());
    }

    @Test
    void aShorterLifeHoldsForThoseWhoAreThereAlready() {
        hear(east, 1);
        bench.now = 5 * SECOND;
        hear(east, 2);
        bench.now = 6 * SECOND;
        bench.vswitch.change(bench.vswitch.settings().withAgeingNanos(2 * SECOND));
        assertEquals(1, macs.learned());
        assertEquals(1, macs.purges());
        assertNull(macs.lookup(0, address(1).bits()));
        assertNotNull(macs.lookup(0, address(2).bits()));
    }

    /** To write it down each time would make two threads fight for the memory it is in. */
    @Test
    void aStationHeardAgainSoonIsNotWrittenDownAgain() {
        hear(east, 1);
        bench.now = 9 * MacTable.TICK_NANOS;
        hear(east, 1);
        assertEquals(bench.now, macs.entries().getFirst().idleNanos());
        bench.now = 10 * MacTable.TICK_NANOS;
        hear(east, 1);
        assertEquals(0, macs.entries().getFirst().idleNanos());
    }

    @Test
    void stationsSeenLongestAgoGoFirstInWhateverOrderTheySpoke() {
        bench.vswitch.change(bench.vswitch.settings().withTableLimit(40).withAgeingNanos(3600 * SECOND));
        for (int i = 0; i < 40; i++) {
            bench.now = 5L * i * SECOND;
            hear(east, 1 + (i * 7) % 40);
        }
        for (int i = 0; i < 39; i++) {
            bench.vswitch.change(bench.vswitch.settings().withTableLimit(39 - i));
            assertEquals(false, knows(1 + (i * 7) % 40), "station " + i);
            assertEquals(true, knows(1 + ((i + 1) * 7) % 40), "station " + (i + 1));
        }
    }
}
