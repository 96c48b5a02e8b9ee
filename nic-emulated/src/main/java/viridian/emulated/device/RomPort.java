package viridian.emulated.device;

import org.jspecify.annotations.Nullable;

/**
 * CSR9 and CSR10: the pins behind which the board's two ROMs and its transceiver are (21140A Hardware Reference Manual,
 * sections 3.2.2.10 and 3.2.2.11). What is driven reads back as written, what the far side drives as it is.
 */
final class RomPort {

    private static final int RESET = 0xFFF4_83FF;
    private static final int ALWAYS_ONE = 0xFFF0_8300;
    private static final int ADDRESS_PINS = BootRom.LARGEST - 1;
    private static final int BYTE = 0xFF;
    private static final int NOBODY = 0xFF;

    private final SerialRom rom;
    private final @Nullable BootRom bootRom;
    private final MiiPort mii;
    private int pins = RESET;
    private boolean untouched = true;
    private int address;

    RomPort(SerialRom rom, @Nullable BootRom bootRom, MiiPort mii) {
        this.rom = rom;
        this.bootRom = bootRom;
        this.mii = mii;
    }

    void reset() {
        pins = RESET;
        untouched = true;
        address = 0;
    }

    /** Forgets what was being said over the pins, too. */
    void powerOn() {
        reset();
        rom.powerOn();
        mii.powerOn();
    }

    /** CSR9 is written: pins move. */
    void write(int value) {
        pins = value;
        untouched = false;
        mii.pins((value & Csr.MII_CLOCK) != 0, (value & Csr.MII_DATA_OUT) != 0);
        if ((value & Csr.ROM_SERIAL) == 0) return;
        rom.pins((value & Csr.ROM_SELECT) != 0, (value & Csr.ROM_CLOCK) != 0, (value & Csr.ROM_DATA_IN) != 0);
    }

    /** CSR9 is read. */
    int read() {
        if (untouched) return RESET;
        int value = with(pins | ALWAYS_ONE, Csr.MII_DATA_IN, mii.dataIn());
        if (isBootRomRead()) return (value & ~BYTE) | bootByte();
        return (pins & Csr.ROM_SERIAL) != 0 ? with(value, Csr.ROM_DATA_OUT, rom.dataOut()) : value;
    }

    private boolean isBootRomRead() {
        return (pins & Csr.ROM_BOOT) != 0 && (pins & Csr.ROM_READ) != 0;
    }

    private int bootByte() {
        return bootRom == null ? NOBODY : bootRom.read(address);
    }

    private static int with(int value, int pin, boolean level) {
        return level ? value | pin : value & ~pin;
    }

    /** CSR10: the address of the boot ROM's byte that CSR9 shows. */
    void address(int value) {
        address = value & ADDRESS_PINS;
    }

    int address() {
        return address;
    }
}
