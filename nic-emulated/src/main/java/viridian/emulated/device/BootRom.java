package viridian.emulated.device;

import java.util.Arrays;

/**
 * The expansion ROM on the board, from which firmware boots by network: a flash chip of a power of two bytes, its end
 * erased (PCI Local Bus Specification 3.0, section 6.3).
 *
 * <p>It is seen in two ways: as memory where base address register 30h places it, and byte by byte through CSR9 and CSR10
 * (21140A Hardware Reference Manual, section 7.1).
 */
public final class BootRom {

    /** What the address pins of the adapter reach. */
    public static final int LARGEST = 256 << 10;

    /** The smallest window a base address register for a ROM has. */
    private static final int SMALLEST = 2 << 10;

    private static final byte ERASED = -1;

    private final byte[] bytes;

    /**
     * A ROM of this content, copied.
     *
     * @throws IllegalArgumentException if it is empty or does not fit
     */
    public BootRom(byte[] image) {
        if (image.length == 0 || image.length > LARGEST) {
            throw new IllegalArgumentException("a boot ROM of the legacy adapter has 1 to " + LARGEST + " bytes, not "
                    + image.length + ": take a smaller image");
        }
        int size = Math.max(SMALLEST, Integer.highestOneBit(2 * image.length - 1));
        bytes = Arrays.copyOf(image, size);
        Arrays.fill(bytes, image.length, size, ERASED);
    }

    /** Bytes of its window, a power of two. */
    public int size() {
        return bytes.length;
    }

    /** A byte, 0 to 255; addresses wrap at its size, as the pins that are not connected are not seen. */
    public int read(int address) {
        return bytes[address & (bytes.length - 1)] & 0xFF;
    }
}
