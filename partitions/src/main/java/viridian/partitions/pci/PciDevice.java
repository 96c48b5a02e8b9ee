package viridian.partitions.pci;

/**
 * One function on a PCI board, seen from the bus. The device model is root's: each call is an intercept the guest's
 * processor left the guest for, and it is done when the call returns.
 *
 * <p>Several processors may call at once, so a device guards itself. No value a guest can send may make it throw.
 */
public interface PciDevice {

    /** The number of the window that the expansion ROM's base address register (30h) places. */
    int EXPANSION_ROM = 6;

    /**
     * Reads configuration space.
     *
     * @param offset in bytes, 0 to 255, aligned to size
     * @param size 1, 2 or 4 bytes; the value is in the low ones
     */
    int configRead(int offset, int size);

    /** Writes configuration space: what is read only stays. */
    void configWrite(int offset, int size, int value);

    /**
     * Reads in one of the windows that base address registers place.
     *
     * @param bar number of the base address register, 0 to 5, or {@link #EXPANSION_ROM}
     * @param offset in the window, bytes, as the guest likes
     * @param size 1, 2 or 4 bytes
     */
    int ioRead(int bar, int offset, int size);

    /** Writes in one of the windows. */
    void ioWrite(int bar, int offset, int size, int value);

    /** The bus's reset signal: the device is as after power-on, configuration space included. */
    void reset();
}
