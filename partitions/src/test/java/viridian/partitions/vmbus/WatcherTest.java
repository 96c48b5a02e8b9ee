package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.LittleEndian;
import viridian.partitions.Machine;

/** Those who look on, and what a report says. */
class WatcherTest {

    private final Machine machine = new Machine(EnumSet.of(VmbusVersion.V5_3));
    private final Vmbus bus = machine.guest().vmbus();
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private final List<String> seen = new ArrayList<>();
    private long clock;

    @AfterEach
    void close() {
        machine.close();
    }

    private void connect() {
        bus.offer(device);
        machine.client().register(driver);
        machine.connected();
    }

    private void echo(long value) {
        driver.send(value);
        driver.channel().flush();
        machine.turns().take();
    }

    private void watch() {
        bus.watch(
                (offer, direction, nanos, packet, length) -> seen.add("%d %s type %d, %d bytes, %d"
                        .formatted(nanos, direction, LittleEndian.u16(packet, 0), length, LittleEndian.i64(packet, 8))),
                () -> ++clock);
    }

    private static final List<String> TWO_ECHOES = List.of(
            "1 TO_HOST type 6, 24 bytes, 7",
            "2 TO_GUEST type 11, 24 bytes, 7",
            "3 TO_HOST type 6, 24 bytes, 8",
            "4 TO_GUEST type 11, 24 bytes, 8");

    @Test
    void packetsAreSeenBothWays() {
        watch();
        connect();
        echo(7);
        echo(8);
        assertEquals(TWO_ECHOES, seen);
    }

    @Test
    void whoComesLaterSeesWhatComesLaterUntilItGoes() {
        connect();
        echo(6);
        watch();
        echo(7);
        echo(8);
        bus.watch(null, () -> 0);
        echo(9);
        assertEquals(TWO_ECHOES, seen);
        assertEquals(4, driver.completed.size());
    }

    @Test
    void messagesAreSeenBothWays() {
        bus.watchMessages(
                (direction, nanos, message, length) ->
                        seen.add(nanos + " " + direction + " " + LittleEndian.i32(message, 0) + " of " + length),
                () -> ++clock);
        connect();
        assertEquals(
                List.of(
                        "1 TO_HOST 14 of 40",
                        "2 TO_GUEST 15 of 16",
                        "3 TO_HOST 3 of 8",
                        "4 TO_GUEST 1 of 196",
                        "5 TO_GUEST 4 of 8",
                        "6 TO_HOST 8 of 60",
                        "7 TO_GUEST 10 of 20",
                        "8 TO_HOST 5 of 148",
                        "9 TO_GUEST 6 of 20"),
                seen);
    }

    @Test
    void aReportTellsOfEachChannel() {
        connect();
        echo(7);
        driver.send(8);
        driver.channel().flush();
        ChannelReport report = bus.report().getFirst();
        assertEquals(VmbusVersion.V5_3, report.version());
        assertEquals(1, report.relid());
        assertEquals(device.offer(), report.offer());
        assertEquals(ChannelState.OPEN, report.state());
        assertEquals(new ChannelReport.RingReport(4096, 32), report.toHost());
        assertEquals(new ChannelReport.RingReport(4096, 0), report.toGuest());
        assertEquals(0, report.targetProcessor());
        assertEquals(-1, report.monitor());
        assertEquals(List.of("0xe1e10 ACCEPTED, 16384 bytes in 1 ranges"), report.gpadls());
        ChannelCounters counters = report.counters();
        if (counters == null) throw new AssertionError("an open channel counts");
        assertEquals(1, counters.received().packets());
        assertEquals(1, counters.sent().signalsSent());
    }

    @Test
    void aClosedChannelHasNoRings() {
        connect();
        driver.channel().close();
        machine.turns().take();
        ChannelReport report = bus.report().getFirst();
        assertEquals(ChannelState.CLOSED, report.state());
        assertEquals(null, report.toHost());
        assertEquals(null, report.counters());
    }
}
