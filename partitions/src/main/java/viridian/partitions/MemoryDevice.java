package viridian.partitions;

/**
 * A device whose registers are addresses. The device model is root's: each call is an intercept the guest's processor left
 * the guest for. Several processors may call at once, and no value a guest can send may make it throw.
 */
public interface MemoryDevice {

    /**
     * Reads a register.
     *
     * @param offset from the first address of the device, in bytes, as the guest likes
     * @param size 1, 2, 4 or 8 bytes; the value is in the low ones
     */
    long memoryRead(long offset, int size);

    /** Writes a register. */
    void memoryWrite(long offset, int size, long value);
}
