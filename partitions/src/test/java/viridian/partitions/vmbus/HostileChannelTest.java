package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestMemory;
import viridian.partitions.Machine;
import viridian.partitions.Partition;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.SignalEvent;

/** A guest that breaks the rules of the rings: its channel stops until it is opened again, and nobody else notices. */
class HostileChannelTest {

    private static final int WRITE_INDEX = 0;
    private static final int READ_INDEX = 4;

    private final Machine machine = new Machine(EnumSet.allOf(VmbusVersion.class));
    private final GuestMemory memory = machine.guest().memory();
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private final EchoDevice otherDevice = new EchoDevice(2);
    private final EchoDriver other = new EchoDriver();

    @BeforeEach
    void connect() {
        machine.guest().vmbus().offer(device);
        machine.client().register(driver);
        machine.connected();
        machine.client().register(other);
        machine.guest().vmbus().offer(otherDevice);
        machine.turns().take();
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private void echo(EchoDriver by, long value) {
        assertTrue(by.send(value));
        by.channel().flush();
        machine.turns().take();
    }

    /** The data of the ring in which the guest's first packet is. */
    private long ring() {
        for (long at = 0; at < 1 << 20; at += 4096) {
            if (memory.i64(at) == 0x0001_0003_0002_0006L) return at;
        }
        throw new AssertionError("no packet in memory");
    }

    private void assertStoppedAndNobodyElse() {
        driver.channel().flush();
        machine.turns().take();
        assertEquals(List.of("open"), device.events, "nothing of it was handed over");
        assertFalse(device.channel().isOpen());
        assertEquals(
                ChannelState.OPEN, machine.guest().vmbus().report().getFirst().state());
        assertEquals(List.of("open"), otherDevice.events);
        echo(other, 7);
        assertEquals(List.of(7L), other.completed);
        driver.channel().close();
        driver.channel().open(EchoDriver.RING_BYTES, driver.openings::add);
        machine.turns().take();
        echo(driver, 2);
        assertEquals(List.of(2L), driver.completed, "the next good packet passes");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x0000, an unknown type",
        "0, 0x0001, synchronise",
        "0, 0x0007, transfer pages from a guest",
        "0, 0x0009, direct without ranges",
        "0, 0xFFFF, no type at all",
        "2, 0, no payload offset",
        "2, 1, payload in the head",
        "2, 4, payload behind the end",
        "2, 0xFFFF, payload far behind",
        "4, 0, no length",
        "4, 1, half a head",
        "4, 4, a word more than was written",
        "4, 0xFFFF, far more than was written",
        "6, 2, an unknown flag",
        "6, 0x8001, another"
    })
    void aDescriptorThatCannotBeStopsItsChannel(int at, String value, String why) {
        driver.send(0);
        memory.putU16(ring() + at, Integer.decode(value));
        assertStoppedAndNobodyElse();
    }

    @ParameterizedTest
    @CsvSource({"4", "36", "4096", "0x7FFFFFF8", "-8", "16", "8"})
    void aWriteIndexThatCannotBeStopsItsChannel(String index) {
        driver.send(0);
        long control = ring() - 4096;
        driver.channel().flush();
        memory.putI32(control + WRITE_INDEX, Integer.decode(index));
        assertStoppedAndNobodyElse();
    }

    @ParameterizedTest
    @CsvSource({"1", "4096", "-8"})
    void aReadIndexThatCannotBeStopsItsChannel(String index) {
        driver.send(0);
        // The guest's reading end is the second of its rings: control and data behind control and data.
        memory.putI32(ring() + 4096 + READ_INDEX, Integer.decode(index));
        driver.channel().flush();
        machine.turns().take();
        assertFalse(device.channel().isOpen());
        echo(other, 7);
        assertEquals(List.of(7L), other.completed);
    }

    @Test
    void anyMaskIsAMaskAndAnySizeIsWaitedFor() {
        driver.send(0);
        long control = ring() - 4096;
        memory.putI32(control + 12, -1);
        memory.putI32(control + 4096 + 4096 + 8, 0x8000_0000);
        driver.channel().flush();
        machine.turns().take();
        assertTrue(device.channel().isOpen());
        assertEquals(List.of(), driver.completed, "a guest that wants no signal gets none");
        driver.channel().signalled();
        assertEquals(List.of(0L), driver.completed);
    }

    @Test
    void aGuestThatNeverReadsFillsItsRingAndNothingElse() {
        driver.channel().onSignal(() -> {});
        int sent = 0;
        for (int i = 0; i < 100_000; i++) {
            if (device.channel().send(memory.segment(), 0, 8, i, false)) sent++;
            device.channel().flush();
        }
        machine.turns().take();
        assertEquals((4096 - 8) / 32, sent);
        assertTrue(device.channel().isOpen());
        assertEquals(100_000 - sent, device.channel().counters().sent().blocked());
        assertTrue(device.channel().counters().sent().signalsSent() <= 2);
        echo(other, 7);
        assertEquals(List.of(7L), other.completed);
    }

    @Test
    void aThousandSignalsAreOneTurn() {
        long before = device.channel().counters().signalsReceived();
        for (int i = 0; i < 1000; i++) signal(machine.guest());
        machine.turns().take();
        assertEquals(before + 1, device.channel().counters().signalsReceived());
    }

    @Test
    void aGuestThatSignalsWithoutEndLeavesOthersTheirShare() {
        Partition neighbour =
                machine.hypervisor().createChild(machine.hypervisor().root(), "neighbour", 16 << 20, 1);
        VmbusClient client =
                new VmbusClient(neighbour, new GuestAllocator(neighbour.memory()), EnumSet.allOf(VmbusVersion.class));
        EchoDevice quiet = new EchoDevice(3);
        EchoDriver quietDriver = new EchoDriver();
        neighbour.vmbus().offer(quiet);
        client.register(quietDriver);
        client.connect();
        machine.turns().take();
        Runnable storm = new Runnable() {
            @Override
            public void run() {
                for (int i = 0; i < 100; i++) signal(machine.guest());
                machine.guest().processor(0).execute(this);
            }
        };
        machine.guest().processor(0).execute(storm);
        for (long i = 0; i < 10; i++) {
            quietDriver.send(i);
            quietDriver.channel().flush();
            machine.turns().takeSome(20);
            assertEquals(i + 1, quietDriver.completed.size(), "an echo takes a few turns, whatever others do");
        }
    }

    private static void signal(Partition guest) {
        long connection = 1 | Wire.INTERRUPT_SOURCE << 12;
        guest.processor(0).hypercall(SignalEvent.CODE | HypercallTable.FAST, SignalEvent.input((int) connection, 0));
    }
}
