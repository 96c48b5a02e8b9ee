package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.PciDevice;

class BootRomTest {

    private static final int READ = Csr.ROM_BOOT | Csr.ROM_READ;

    private final byte[] image = image();
    private final AdapterBench bench =
            new AdapterBench(Dec21140Settings.of(AdapterBench.OWN).withBootRom(new BootRom(image)));

    private static byte[] image() {
        byte[] image = new byte[5000];
        for (int i = 0; i < image.length; i++) image[i] = (byte) (i * 31 + (i >> 8));
        return image;
    }

    @Test
    void itsWindowIsThePowerOfTwoAbove() {
        assertEquals(8192, new BootRom(image).size());
        assertEquals(8192, new BootRom(new byte[8192]).size());
        assertEquals(2048, new BootRom(new byte[1]).size());
        assertEquals(BootRom.LARGEST, new BootRom(new byte[BootRom.LARGEST]).size());
        assertThrows(IllegalArgumentException.class, () -> new BootRom(new byte[BootRom.LARGEST + 1]));
        assertThrows(IllegalArgumentException.class, () -> new BootRom(new byte[0]));
    }

    @Test
    void itsBaseAddressRegisterSaysSo() {
        bench.adapter.configWrite(ConfigurationSpace.EXPANSION_ROM, 4, -1);
        assertEquals(0xFFFF_E001, bench.adapter.configRead(ConfigurationSpace.EXPANSION_ROM, 4));
    }

    @Test
    void aBoardWithoutOneSaysSoToo() {
        AdapterBench plain = new AdapterBench();
        plain.adapter.configWrite(ConfigurationSpace.EXPANSION_ROM, 4, -1);
        assertEquals(0, plain.adapter.configRead(ConfigurationSpace.EXPANSION_ROM, 4));
        plain.write(Csr.SERIAL_ROM, READ);
        assertEquals(0xFF, plain.read(Csr.SERIAL_ROM) & 0xFF);
        assertEquals(-1, plain.adapter.ioRead(PciDevice.EXPANSION_ROM, 0, 4));
    }

    @Test
    void itIsReadByteByByteThroughTheRegisters() {
        bench.write(Csr.SERIAL_ROM, READ);
        for (int at : new int[] {0, 1, 4999}) {
            bench.write(Csr.BOOT_ROM_ADDRESS, at);
            assertEquals(at, bench.read(Csr.BOOT_ROM_ADDRESS));
            assertEquals(image[at] & 0xFF, bench.read(Csr.SERIAL_ROM) & 0xFF);
        }
        bench.write(Csr.BOOT_ROM_ADDRESS, 5000);
        assertEquals(0xFF, bench.read(Csr.SERIAL_ROM) & 0xFF, "erased");
        bench.write(Csr.BOOT_ROM_ADDRESS, -1);
        assertEquals(BootRom.LARGEST - 1, bench.read(Csr.BOOT_ROM_ADDRESS), "eighteen pins");
    }

    @Test
    void itIsReadInItsWindow() {
        assertEquals(image[0] & 0xFF, bench.adapter.ioRead(PciDevice.EXPANSION_ROM, 0, 1));
        int word = (image[4] & 0xFF) | (image[5] & 0xFF) << 8 | (image[6] & 0xFF) << 16 | image[7] << 24;
        assertEquals(word, bench.adapter.ioRead(PciDevice.EXPANSION_ROM, 4, 4));
        bench.adapter.ioWrite(PciDevice.EXPANSION_ROM, 4, 4, 0);
        assertEquals(word, bench.adapter.ioRead(PciDevice.EXPANSION_ROM, 4, 4));
        bench.adapter.ioRead(PciDevice.EXPANSION_ROM, -7, 4);
    }
}
