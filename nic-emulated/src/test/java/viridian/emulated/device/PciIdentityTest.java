package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import viridian.partitions.pci.ConfigurationSpace;

class PciIdentityTest {

    private final Dec21140 adapter = new AdapterBench().adapter;

    @Test
    void isTheEmulatedAdapterOfVirtualMachines() {
        assertEquals(0x0009_1011, adapter.configRead(0x00, 4));
        assertEquals(0x0200_0020, adapter.configRead(0x08, 4));
        assertEquals(0x2114_0A00, adapter.configRead(0x2C, 4));
        assertEquals(0x0280, adapter.configRead(0x06, 2));
        assertEquals(0x2814_0100, adapter.configRead(0x3C, 4));
    }

    @Test
    void bothWindowsAreSizedTo128Bytes() {
        adapter.configWrite(0x10, 4, -1);
        adapter.configWrite(0x14, 4, -1);
        adapter.configWrite(0x30, 4, -1);
        assertEquals(0xFFFF_FF81, adapter.configRead(0x10, 4));
        assertEquals(0xFFFF_FF80, adapter.configRead(0x14, 4));
        assertEquals(0, adapter.configRead(0x30, 4), "no boot ROM");
    }

    @Test
    void oneOfSeveralSaysWhichItIs() {
        for (int number = 0; number < 4; number++) {
            Dec21140Settings settings = Dec21140Settings.of(AdapterBench.OWN).withPlace(number, 4);
            Dec21140 several = new AdapterBench(settings).adapter;
            assertEquals(0x80, several.configRead(0x0E, 1));
            assertEquals(number + 1, several.configRead(0x3D, 1));
        }
        Dec21140Settings one = Dec21140Settings.of(AdapterBench.OWN);
        assertThrows(IllegalArgumentException.class, () -> one.withPlace(4, 5));
        assertThrows(IllegalArgumentException.class, () -> one.withPlace(2, 2));
    }

    @Test
    void anAddressWithoutMemoryIsAMasterAbortUntilAOneIsWritten() {
        AdapterBench bench = new AdapterBench();
        bench.write(Csr.TRANSMIT_LIST, -4);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(0x2280, bench.adapter.configRead(ConfigurationSpace.STATUS, 2));
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        bench.adapter.configWrite(ConfigurationSpace.STATUS, 2, 0);
        assertEquals(0x2280, bench.adapter.configRead(ConfigurationSpace.STATUS, 2));
        bench.adapter.configWrite(ConfigurationSpace.STATUS, 2, -1);
        assertEquals(0x0280, bench.adapter.configRead(ConfigurationSpace.STATUS, 2));
    }

    @Test
    void thePowerRegisterKeepsSleepAndTheDriversByte() {
        adapter.configWrite(0x40, 4, -1);
        assertEquals(0xC000_FF00, adapter.configRead(0x40, 4));
    }

    @Test
    void aSoftwareResetLeavesConfigurationAlone() {
        adapter.configWrite(ConfigurationSpace.COMMAND, 2, 7);
        adapter.ioWrite(0, 0, 4, Csr.SOFTWARE_RESET);
        assertEquals(7, adapter.configRead(ConfigurationSpace.COMMAND, 2));
        adapter.reset();
        assertEquals(0, adapter.configRead(ConfigurationSpace.COMMAND, 2));
    }
}
