package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.partitions.GuestMemory;
import viridian.partitions.Machine;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.SignalEvent;

/** Signals that wait in a page until the host looks. */
class MonitorPageTest {

    private static final long LATENCY = 100_000;

    private final Machine machine = new Machine(EnumSet.allOf(VmbusVersion.class));
    private final Vmbus bus = machine.guest().vmbus();
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private final GuestMemory memory = machine.guest().memory();

    @AfterEach
    void close() {
        machine.close();
    }

    private void connect() {
        device.latency = LATENCY;
        bus.offer(device);
        machine.client().register(driver);
        machine.connected();
        bus.poll(0);
        machine.turns().take();
    }

    private void send(long value) {
        assertTrue(driver.send(value));
        driver.channel().flush();
        machine.turns().take();
    }

    @ParameterizedTest
    @EnumSource
    void aSignalWaitsUntilTheHostLooksInEveryVersion(VmbusVersion version) {
        bus.speak(EnumSet.of(version));
        connect();
        send(1);
        assertEquals(List.of(), driver.completed);
        bus.poll(LATENCY);
        machine.turns().take();
        assertEquals(List.of(1L), driver.completed);
    }

    @Test
    void theHostLooksNoMoreOftenThanItWasAsked() {
        connect();
        assertEquals(2 * LATENCY, bus.poll(LATENCY));
        send(1);
        assertEquals(2 * LATENCY, bus.poll(2 * LATENCY - 1));
        machine.turns().take();
        assertEquals(List.of(), driver.completed);
        assertEquals(3 * LATENCY, bus.poll(2 * LATENCY));
        machine.turns().take();
        assertEquals(List.of(1L), driver.completed);
    }

    @Test
    void manySignalsBecomeOne() {
        connect();
        long before = device.channel().counters().signalsReceived();
        for (long i = 0; i < 10; i++) send(i);
        bus.poll(LATENCY);
        machine.turns().take();
        assertEquals(10, driver.completed.size());
        assertEquals(before + 1, device.channel().counters().signalsReceived());
    }

    @Test
    void aSignalByHypercallIsHeardAtOnceAllTheSame() {
        connect();
        send(1);
        long connection = 1 | Wire.INTERRUPT_SOURCE << 12;
        machine.guest().processor(0).hypercall(SignalEvent.CODE | HypercallTable.FAST, connection);
        machine.turns().take();
        assertEquals(List.of(1L), driver.completed);
    }

    @Test
    void theGuestReadsInThePageWhatTheBitIsFor() {
        connect();
        long page = pageWithTrigger();
        assertEquals(1 | Wire.INTERRUPT_SOURCE << 12, memory.i32(page + 0x440));
        assertEquals(0, memory.u16(page + 0x444));
        assertEquals(LATENCY / 100, memory.u16(page + 0x240));
        send(1);
        assertEquals(1, memory.i32(page + 8));
        bus.poll(LATENCY);
        assertEquals(0, memory.i32(page + 8));
    }

    private long pageWithTrigger() {
        for (long page = 0; page < memory.size(); page += 4096) {
            if (memory.i32(page) == 1 && memory.i32(page + 0x440) == (1 | Wire.INTERRUPT_SOURCE << 12)) return page;
        }
        throw new AssertionError("no page says so");
    }

    @Test
    void bitsOfNobodyAreLeftAlone() {
        connect();
        long page = pageWithTrigger();
        memory.putI32(page + 8, -1);
        memory.putI32(page + 0x18, -1);
        bus.poll(LATENCY);
        machine.turns().take();
        assertEquals(-2, memory.i32(page + 8));
        assertEquals(-1, memory.i32(page + 0x18));
    }

    @Test
    void aGuestWithoutMonitorPagesIsNotLookedAt() {
        device.latency = LATENCY;
        bus.offer(device);
        new RawGuest(machine).connects();
        assertEquals(Long.MAX_VALUE, bus.poll(0));
    }

    @Test
    void thereAre128BitsAndTheOthersSignalByHypercall() {
        for (int i = 0; i < 130; i++) {
            EchoDevice other = new EchoDevice(10 + i);
            other.latency = LATENCY;
            bus.offer(other);
        }
        List<Integer> monitors =
                bus.report().stream().map(ChannelReport::monitor).toList();
        assertEquals(127, monitors.get(127));
        assertEquals(List.of(-1, -1), monitors.subList(128, 130));
    }

    @Test
    void aBitIsFreeAgainWithItsChannel() {
        connect();
        bus.withdraw(device);
        machine.turns().take();
        EchoDevice next = new EchoDevice(2);
        next.latency = LATENCY;
        bus.offer(next);
        assertEquals(0, bus.report().getFirst().monitor());
    }
}
