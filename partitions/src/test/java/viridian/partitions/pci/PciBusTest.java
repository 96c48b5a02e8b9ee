package viridian.partitions.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestStage;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.Turns;

class PciBusTest {

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 1);
    private final PciBus bus = guest.pci();
    private int handled;

    @AfterEach
    void end() {
        hypervisor.close();
    }

    @Test
    void emptyPlacesReadAllOnes() {
        assertEquals(-1, bus.configRead(3, 0, 0, 4));
        assertEquals(0xFFFF, bus.configRead(3, 0, 2, 2));
        assertEquals(0xFF, bus.in(0x300, 1));
        bus.configWrite(3, 0, 4, 2, 7);
        bus.out(0x300, 4, 1);
    }

    @Test
    void firmwarePlacesThePortsOfEachDeviceApart() {
        ScratchDevice first = plug(5, 0);
        ScratchDevice second = plug(6, 0);
        int firstPort = port(5, 0);
        int secondPort = port(6, 0);
        assertEquals(ScratchDevice.BYTES, secondPort - firstPort);
        bus.out(firstPort + 4, 4, 11);
        bus.out(secondPort + 4, 4, 22);
        assertEquals(11, first.words[1]);
        assertEquals(22, second.words[1]);
        assertEquals(22, bus.in(secondPort + 4, 4));
        assertEquals(-1, bus.in(secondPort + ScratchDevice.BYTES, 4));
    }

    @Test
    void memoryWindowsStayUnplaced() {
        plug(5, 0);
        assertEquals(0, bus.configRead(5, 0, ConfigurationSpace.BAR_0, 4));
    }

    @Test
    void aGuestMayMoveAWindowOrShutIt() {
        ScratchDevice device = plug(5, 0);
        int old = port(5, 0);
        bus.configWrite(5, 0, ConfigurationSpace.BAR_0 + 8, 4, 0x2000);
        bus.out(0x2000, 4, 33);
        assertEquals(33, device.words[0]);
        assertEquals(-1, bus.in(old, 4));
        bus.configWrite(5, 0, ConfigurationSpace.COMMAND, 2, 0);
        assertEquals(-1, bus.in(0x2000, 4));
    }

    @Test
    void everyAccessIsCountedAndConfigurationIsTwo() {
        plug(5, 0);
        int port = port(5, 0);
        long before = bus.intercepts();
        bus.in(port, 4);
        bus.out(port, 4, 0);
        bus.in(0x300, 1);
        assertEquals(3, bus.intercepts() - before);
        bus.configRead(5, 0, 0, 4);
        assertEquals(5, bus.intercepts() - before);
    }

    @Test
    void functionZeroSaysThatTheBoardHasMore() {
        plug(5, 0);
        plug(5, 1);
        plug(6, 0);
        assertEquals(0x80, bus.configRead(5, 0, ConfigurationSpace.HEADER_TYPE, 1));
        assertEquals(0x0080_0000, bus.configRead(5, 0, 0x0C, 4));
        assertEquals(0, bus.configRead(5, 1, ConfigurationSpace.HEADER_TYPE, 1));
        assertEquals(0, bus.configRead(6, 0, ConfigurationSpace.HEADER_TYPE, 1));
    }

    @Test
    void eachFunctionHasAPinOfItsOwn() {
        for (int function = 0; function < 4; function++) plug(5, function);
        for (int function = 0; function < 4; function++) {
            assertEquals(function + 1, bus.configRead(5, function, ConfigurationSpace.INTERRUPT_PIN, 1));
        }
    }

    @Test
    void aPlaceIsTakenOnce() {
        plug(5, 0);
        assertThrows(IllegalArgumentException.class, () -> plug(5, 0));
        assertThrows(IllegalArgumentException.class, () -> plug(32, 0));
        assertThrows(IllegalArgumentException.class, () -> plug(5, -1));
    }

    @Test
    void aBoardHasAtMostFourFunctions() {
        for (int function = 0; function < 4; function++) plug(5, function);
        assertThrows(IllegalArgumentException.class, () -> plug(5, 4));
    }

    @Test
    void nothingIsPluggedOnceTheGuestHasLookedAtTheBus() {
        plug(5, 0);
        bus.configRead(5, 0, 0, 4);
        var refused = assertThrows(IllegalStateException.class, () -> plug(6, 0));
        assertTrue(String.valueOf(refused.getMessage()).contains("6.0"));
        assertEquals(-1, bus.configRead(6, 0, 0, 4));
    }

    @Test
    void nothingIsPluggedOnceItsSystemHasTakenOver() {
        guest.enter(GuestStage.FIRMWARE);
        plug(5, 0);
        guest.enter(GuestStage.UNENLIGHTENED);
        assertThrows(IllegalStateException.class, () -> plug(6, 0));
    }

    @Test
    void aMachineThatIsResetMayBeGivenMore() {
        plug(5, 0);
        bus.configRead(5, 0, 0, 4);
        bus.reset();
        plug(6, 0);
    }

    @Test
    void aResetResetsTheDevicesAndPlacesThemAgain() {
        ScratchDevice device = plug(5, 0);
        int port = port(5, 0);
        bus.configWrite(5, 0, ConfigurationSpace.BAR_0 + 8, 4, 0x2000);
        bus.reset();
        assertEquals(1, device.resets);
        assertEquals(port, port(5, 0));
        bus.out(port, 4, 7);
        assertEquals(7, device.words[0]);
    }

    @Test
    void aLineIsServedUntilItIsDown() {
        ScratchDevice device = plug(5, 0);
        connect(5, 0, () -> {
            if (++handled == 3) device.line.lower();
        });
        device.line.raise();
        device.line.raise();
        assertEquals(0, handled, "not by the one who raises it");
        turns.take();
        assertEquals(3, handled);
    }

    @Test
    void aLineThatFellInTimeIsNotServed() {
        ScratchDevice device = plug(5, 0);
        connect(5, 0, () -> handled++);
        device.line.raise();
        device.line.lower();
        turns.take();
        assertEquals(0, handled);
    }

    @Test
    void aLineThatWasUpBeforeIsServedWhenSomebodyCares() {
        ScratchDevice device = plug(5, 0);
        device.line.raise();
        turns.take();
        connect(5, 0, () -> {
            handled++;
            device.line.lower();
        });
        turns.take();
        assertEquals(1, handled);
    }

    @Test
    void linesAreDistinct() {
        plug(5, 0);
        ScratchDevice other = plug(5, 1);
        connect(5, 0, () -> handled++);
        connect(5, 1, other.line::lower);
        other.line.raise();
        turns.take();
        assertEquals(0, handled);
    }

    private ScratchDevice plug(int slot, int function) {
        return bus.plug(slot, function, (memory, line) -> new ScratchDevice(line));
    }

    private int port(int slot, int function) {
        return bus.configRead(slot, function, ConfigurationSpace.BAR_0 + 8, 4) & ~1;
    }

    private void connect(int slot, int function, Runnable handler) {
        bus.onInterrupt(bus.configRead(slot, function, ConfigurationSpace.INTERRUPT_LINE, 1), handler);
    }
}
