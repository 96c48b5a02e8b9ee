package viridian.emulated.driver;

import java.util.Arrays;
import viridian.emulated.device.Csr;
import viridian.vswitch.frame.MacAddress;

/**
 * What the serial ROM says of the board (Digital Semiconductor 21X4 Serial ROM Format).
 *
 * @param address burnt in
 * @param directions which pins of the general purpose port are outputs
 * @param pins what to put on them for the medium
 * @param mode the bits of CSR6 for the medium
 * @param sensePin the pin of the general purpose port that is the link, 0 if none is
 * @param advertisement what a transceiver shall say it can, 0 if there is no transceiver
 */
record Board(MacAddress address, int directions, int pins, int mode, int sensePin, int advertisement) {

    private static final int COPY_AT = 16;
    private static final int ADDRESS_AT = 20;
    private static final int LEAF_OFFSET_AT = 27;
    private static final int DIRECTIONS = 2;
    private static final int BLOCK_COUNT = 3;
    private static final int FIRST_BLOCK = 4;
    private static final int BLOCK_BYTES = 4;
    private static final int EXTENDED = 0x80;

    /** An extended block of a transceiver: length, type, number, two counts (here 0), abilities, what to advertise. */
    private static final int TRANSCEIVER_BLOCK = 1;

    private static final int ADVERTISEMENT = 7;
    private static final int ADVERTISE_802_3 = 1;

    /** In a block's command: which pin is the link, and that none is. */
    private static final int SENSE_SHIFT = 1;

    private static final int SENSE_MASK = 7;
    private static final int NO_SENSE = 0x8000;

    /** The port, threshold, coding and scrambler bits of a block's command, and how far below CSR6's bits they are. */
    private static final int MODE_BITS = 0x71;

    private static final int MODE_SHIFT = 18;
    private static final long NO_ADDRESS = 0xFFFF_FFFF_FFFFL;

    /**
     * Takes the address and the first medium described.
     *
     * @throws IllegalStateException if there is no ROM
     */
    static Board read(byte[] rom) {
        boolean old = Arrays.equals(rom, 0, 8, rom, COPY_AT, COPY_AT + 8);
        MacAddress address = address(rom, old ? 0 : ADDRESS_AT);
        int leaf = old ? 0 : u8(rom, LEAF_OFFSET_AT);
        return leaf == 0 ? without(address, 0) : withMedium(address, rom, leaf);
    }

    private static Board without(MacAddress address, int directions) {
        return new Board(address, directions, 0, Csr.MUST_BE_ONE, 0, 0);
    }

    private static Board withMedium(MacAddress address, byte[] rom, int leaf) {
        int directions = u8(rom, leaf + DIRECTIONS);
        int block = leaf + FIRST_BLOCK;
        if (u8(rom, leaf + BLOCK_COUNT) == 0 || block + BLOCK_BYTES > rom.length) return without(address, directions);
        if ((u8(rom, block) & EXTENDED) == 0) return withPins(address, directions, rom, block);
        if (u8(rom, block + 1) != TRANSCEIVER_BLOCK) return without(address, directions);
        int advertisement = u16(rom, block + ADVERTISEMENT) | ADVERTISE_802_3;
        return new Board(address, directions, 0, Csr.MUST_BE_ONE, 0, advertisement);
    }

    private static Board withPins(MacAddress address, int directions, byte[] rom, int block) {
        int command = u16(rom, block + 2);
        int mode = ((command & MODE_BITS) << MODE_SHIFT) | Csr.MUST_BE_ONE;
        int pin = (command & NO_SENSE) != 0 ? 0 : 1 << ((command >> SENSE_SHIFT) & SENSE_MASK);
        return new Board(address, directions, u8(rom, block + 1), mode, pin, 0);
    }

    private static MacAddress address(byte[] rom, int at) {
        long bits = 0;
        for (int i = 0; i < 6; i++) bits = (bits << 8) | u8(rom, at + i);
        if (bits == 0 || bits == NO_ADDRESS) throw new IllegalStateException("the adapter's serial ROM is not there");
        return MacAddress.of(bits);
    }

    /** A byte; what is not in the ROM reads 0. */
    private static int u8(byte[] rom, int at) {
        return at < rom.length ? rom[at] & 0xFF : 0;
    }

    private static int u16(byte[] rom, int at) {
        return u8(rom, at) | u8(rom, at + 1) << 8;
    }
}
