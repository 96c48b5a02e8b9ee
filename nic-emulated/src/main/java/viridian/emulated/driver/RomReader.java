package viridian.emulated.driver;

import viridian.emulated.device.Csr;

/**
 * Reads the serial ROM bit by bit, as the Linux tulip driver does: five register accesses for each bit, of which three
 * read, two of them only to let time pass. A word costs 140 accesses.
 */
final class RomReader {

    /** All words but the last, which is a check sum nobody looks at. */
    static final int WORDS = 63;

    private static final int READ_COMMAND = 0b110;
    private static final int COMMAND_AND_LEAD_IN = 5;
    private static final int WORD_BITS = 16;

    /** The clock at which a ROM of 64 words, asked with eight address bits, has its six and falls to 0. */
    private static final int SIXTH_ADDRESS_BIT = 1 << 18;

    private static final int IDLE = Csr.ROM_SERIAL | Csr.ROM_READ;
    private static final int SELECTED = IDLE | Csr.ROM_SELECT;

    private final RegisterPorts ports;

    RomReader(RegisterPorts ports) {
        this.ports = ports;
    }

    /** The first {@link #WORDS} words, low byte first. */
    byte[] read() {
        int addressBits = (read(0xFF, 8) & SIXTH_ADDRESS_BIT) != 0 ? 8 : 6;
        byte[] bytes = new byte[2 * WORDS];
        for (int i = 0; i < WORDS; i++) {
            int word = read(i, addressBits);
            bytes[2 * i] = (byte) word;
            bytes[2 * i + 1] = (byte) (word >> 8);
        }
        return bytes;
    }

    /** The word at an address in the low 16 bits; above, what the ROM showed while it was told the address. */
    private int read(int address, int addressBits) {
        int command = address | (READ_COMMAND << addressBits);
        ports.write(Csr.SERIAL_ROM, IDLE);
        ports.write(Csr.SERIAL_ROM, SELECTED);
        int seen = 0;
        for (int bit = COMMAND_AND_LEAD_IN + addressBits - 1; bit >= 0; bit--) {
            seen = (seen << 1) | tell((command >> bit) & 1);
        }
        put(SELECTED);
        for (int bit = 0; bit < WORD_BITS; bit++) seen = (seen << 1) | ask();
        ports.write(Csr.SERIAL_ROM, IDLE);
        return seen;
    }

    private int tell(int bit) {
        int pins = SELECTED | (bit == 1 ? Csr.ROM_DATA_IN : 0);
        put(pins);
        put(pins | Csr.ROM_CLOCK);
        return sample();
    }

    private int ask() {
        put(SELECTED | Csr.ROM_CLOCK);
        int bit = sample();
        put(SELECTED);
        return bit;
    }

    /** Moves the pins, and waits for as long as a read of a register takes. */
    private void put(int pins) {
        ports.write(Csr.SERIAL_ROM, pins);
        ports.read(Csr.SERIAL_ROM);
    }

    private int sample() {
        return (ports.read(Csr.SERIAL_ROM) & Csr.ROM_DATA_OUT) != 0 ? 1 : 0;
    }
}
