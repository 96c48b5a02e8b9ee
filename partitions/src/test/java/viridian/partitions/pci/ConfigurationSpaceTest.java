package viridian.partitions.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConfigurationSpaceTest {

    private final ConfigurationSpace space = new ConfigurationSpace()
            .fixed(ConfigurationSpace.VENDOR, 2, 0x1011)
            .fixed(ConfigurationSpace.DEVICE, 2, 0x0009)
            .writable(ConfigurationSpace.COMMAND, 2, 0x147)
            .ioWindow(0, 128)
            .memoryWindow(1, 128);

    @Test
    void fieldsAreReadInAnySize() {
        assertEquals(0x0009_1011, space.read(0, 4));
        assertEquals(0x0009, space.read(2, 2));
        assertEquals(0x10, space.read(1, 1));
    }

    @Test
    void allOnesShowHowLargeAWindowIs() {
        space.write(0x10, 4, -1);
        space.write(0x14, 4, -1);
        space.write(0x18, 4, -1);
        assertEquals(0xFFFF_FF81, space.read(0x10, 4));
        assertEquals(0xFFFF_FF80, space.read(0x14, 4));
        assertEquals(0, space.read(0x18, 4));
    }

    @Test
    void onlyWritableBitsChange() {
        space.write(ConfigurationSpace.VENDOR, 4, 0);
        space.write(ConfigurationSpace.COMMAND, 4, -1);
        assertEquals(0x0009_1011, space.read(0, 4));
        assertEquals(0x147, space.read(ConfigurationSpace.COMMAND, 4));
    }

    @Test
    void bitsTheDeviceSetsAreClearedByOnesAndByNothingElse() {
        int abort = ConfigurationSpace.MASTER_ABORT;
        space.clearedByOnes(ConfigurationSpace.STATUS, 2, abort);
        space.write(ConfigurationSpace.STATUS, 2, -1);
        int before = space.read(ConfigurationSpace.STATUS, 2);
        space.latch(ConfigurationSpace.STATUS, abort);
        space.write(ConfigurationSpace.COMMAND, 4, ConfigurationSpace.BUS_MASTER);
        assertEquals(before | abort, space.read(ConfigurationSpace.STATUS, 2));
        space.write(ConfigurationSpace.COMMAND, 4, abort << 16);
        assertEquals(before, space.read(ConfigurationSpace.STATUS, 2));
        space.latch(ConfigurationSpace.STATUS, abort);
        space.reset();
        assertEquals(before, space.read(ConfigurationSpace.STATUS, 2));
    }

    @Test
    void bytesAreWrittenOneByOne() {
        space.write(0x11, 1, 0xC0);
        assertEquals(0xC001, space.read(0x10, 4));
    }

    @Test
    void aResetBringsTheFirstValuesBack() {
        space.write(0x10, 4, 0xC000);
        space.write(ConfigurationSpace.COMMAND, 2, ConfigurationSpace.BUS_MASTER);
        assertTrue(space.isBusMaster());
        space.reset();
        assertEquals(1, space.read(0x10, 4));
        assertFalse(space.isBusMaster());
    }

    @Test
    void outsideIsNobody() {
        space.write(254, 4, 0);
        assertEquals(-1, space.read(254, 4));
        assertEquals(0xFF, space.read(256, 1));
        assertEquals(0xFFFF, space.read(-2, 2));
    }
}
