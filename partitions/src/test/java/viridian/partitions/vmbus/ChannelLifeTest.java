package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.Machine;

class ChannelLifeTest {

    private final Machine machine = new Machine(EnumSet.allOf(VmbusVersion.class));
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private final Vmbus bus = machine.guest().vmbus();

    @AfterEach
    void close() {
        machine.close();
    }

    private void connect() {
        bus.offer(device);
        machine.client().register(driver);
        machine.connected();
        assertTrue(driver.channel().isOpen());
    }

    private void echo(long value) {
        assertTrue(driver.send(value));
        driver.channel().flush();
        machine.turns().take();
    }

    @Test
    void nobodyIsOfferedAnythingBeforeTheGuestAsks() {
        bus.offer(device);
        machine.client().register(driver);
        machine.turns().take();
        assertFalse(driver.hasDevice());
    }

    @Test
    void aDeviceComesWhileTheGuestRuns() {
        machine.client().register(driver);
        machine.connected();
        bus.offer(device);
        machine.turns().take();
        assertEquals(List.of(0), driver.openings);
    }

    @Test
    void aDriverComesAfterItsDevice() {
        bus.offer(device);
        machine.connected();
        machine.client().register(driver);
        machine.turns().take();
        assertEquals(List.of("open"), device.events);
    }

    @Test
    void twoDevicesGoToTwoDrivers() {
        EchoDevice second = new EchoDevice(2);
        EchoDriver other = new EchoDriver();
        bus.offer(second);
        machine.client().register(other);
        connect();
        driver.send(5);
        driver.channel().flush();
        machine.turns().take();
        assertEquals(List.of(5L), driver.completed);
        assertEquals(List.of(), other.completed);
        assertTrue(other.channel().isOpen());
    }

    @Test
    void aClosedChannelOpensAgainWithNewRings() {
        connect();
        echo(1);
        driver.channel().close();
        assertFalse(driver.send(2));
        machine.turns().take();
        driver.channel().open(EchoDriver.RING_BYTES, driver.openings::add);
        machine.turns().take();
        echo(3);
        assertEquals(List.of(1L, 3L), driver.completed);
        assertEquals(List.of("open", "packet 1", "close", "open", "packet 3"), device.events);
    }

    @Test
    void closingAndOpeningAtOnceIsTheSame() {
        connect();
        for (int i = 0; i < 50; i++) {
            driver.channel().close();
            driver.channel().open(EchoDriver.RING_BYTES, driver.openings::add);
        }
        machine.turns().take();
        echo(1);
        assertEquals(List.of(1L), driver.completed);
    }

    @Test
    void theRingsMemoryIsGivenBack() {
        connect();
        for (int i = 0; i < 40; i++) { // 80 MB in all, more than the guest has
            driver.channel().close();
            machine.turns().take();
            driver.channel().open(1 << 20, driver.openings::add);
            machine.turns().take();
        }
        assertTrue(driver.channel().isOpen());
    }

    @Test
    void aDeviceThatRefusesIsNotOpen() {
        device.refuses = true;
        bus.offer(device);
        machine.client().register(driver);
        machine.connected();
        assertEquals(List.of(VmbusMessage.UNSUCCESSFUL), driver.openings);
        assertFalse(driver.channel().isOpen());
        device.refuses = false;
        driver.channel().open(EchoDriver.RING_BYTES, driver.openings::add);
        machine.turns().take();
        echo(1);
        assertEquals(List.of(1L), driver.completed);
    }

    @Test
    void aWithdrawnDeviceIsRemovedAndItsNumberUsedAgain() {
        connect();
        bus.withdraw(device);
        machine.turns().take();
        assertEquals(1, driver.removals);
        assertEquals(List.of("open", "close"), device.events);
        EchoDevice next = new EchoDevice(2);
        bus.offer(next);
        machine.turns().take();
        echo(9);
        assertEquals(List.of("open", "packet 9"), next.events);
    }

    @Test
    void disconnectingClosesEverythingAndConnectingBeginsAnew() {
        connect();
        machine.client().disconnect();
        machine.turns().take();
        assertNull(machine.client().version());
        assertNull(bus.version());
        assertEquals(1, driver.removals);
        assertEquals(List.of("open", "close"), device.events);
        machine.connected();
        echo(1);
        assertEquals(List.of(1L), driver.completed);
    }

    @Test
    void closingThePartitionClosesItsDevices() {
        connect();
        machine.guest().close();
        assertEquals(List.of("open", "close"), device.events);
    }

    @Test
    void aFullRingGoesOnWhenTheHostHasRead() {
        connect();
        long sent = 0;
        while (driver.send(sent)) sent++;
        driver.channel().flush();
        machine.turns().take();
        assertEquals(LongStream.range(0, sent).boxed().toList(), driver.completed);
        assertTrue(driver.send(sent));
    }

    @Test
    void aDeviceThatTakesOnlyAFewAtATimeIsCalledAgain() {
        connect();
        device.limit = 3;
        for (long i = 0; i < 50; i++) driver.send(i);
        driver.channel().flush();
        machine.turns().take();
        assertEquals(50, driver.completed.size());
    }

    @Test
    void aCorruptRingStopsItsChannelUntilItIsOpenedAgain() {
        EchoDevice second = new EchoDevice(2);
        EchoDriver other = new EchoDriver();
        connect();
        machine.client().register(other);
        bus.offer(second);
        machine.turns().take();
        corruptRing();
        echo(1);
        assertEquals(List.of("open"), device.events);
        assertFalse(device.channel().isOpen());
        other.send(7);
        other.channel().flush();
        machine.turns().take();
        assertEquals(List.of(7L), other.completed);
        driver.channel().close();
        driver.channel().open(EchoDriver.RING_BYTES, driver.openings::add);
        machine.turns().take();
        echo(2);
        assertEquals(List.of(2L), driver.completed);
    }

    /** Gives the first packet of the guest's ring a length that cannot be. */
    private void corruptRing() {
        driver.send(0);
        machine.guest().memory().putU16(firstPacket() + 4, 0xFFFF);
    }

    private long firstPacket() {
        for (long at = 0; at < 1 << 20; at += 4096) {
            if (machine.guest().memory().i64(at) == 0x0001_0003_0002_0006L) return at;
        }
        throw new AssertionError("no packet in memory");
    }
}
