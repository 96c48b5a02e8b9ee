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
 */
record Board(MacAddress address, int directions, int pins, int mode) {

    private static final int COPY_AT = 16;
    private static final int ADDRESS_AT = 20;
    private static final int LEAF_OFFSET_AT = 27;
    private static final int DIRECTIONS = 2;
    private static final int BLOCK_COUNT = 3;
    private static final int FIRST_BLOCK = 4;
    private static final int BLOCK_BYTES = 4;
    private static final int EXTENDED = 0x80;

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
        return leaf == 0 ? new Board(address, 0, 0, Csr.MUST_BE_ONE) : withMedium(address, rom, leaf);
    }

    private static Board withMedium(MacAddress address, byte[] rom, int leaf) {
        int directions = u8(rom, leaf + DIRECTIONS);
        int block = leaf + FIRST_BLOCK;
        boolean usable = u8(rom, leaf + BLOCK_COUNT) > 0 && (u8(rom, block) & EXTENDED) == 0;
        if (!usable || block + BLOCK_BYTES > rom.length) return new Board(address, directions, 0, Csr.MUST_BE_ONE);
        int mode = (u8(rom, block + 2) & MODE_BITS) << MODE_SHIFT;
        return new Board(address, directions, u8(rom, block + 1), mode | Csr.MUST_BE_ONE);
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
}
