package viridian.partitions;

/**
 * A guest's memory as a device reaches it that masters the bus: bytes by guest-physical address, and the words that pass a
 * descriptor from driver to device and back. Numbers are little-endian.
 *
 * <p>A simulated partition and a machine of another program differ only in whose memory is behind it.
 */
public interface BusMemory extends DirectMemory {

    /**
     * Reads a word.
     *
     * @throws GuestFault if it is not the guest's
     */
    int i32(long gpa);

    /**
     * Reads an aligned word; what its writer wrote before releasing it is seen by whatever is read after.
     *
     * @throws GuestFault if it is not the guest's, or not aligned to four bytes
     */
    int i32Acquire(long gpa);

    /**
     * Writes an aligned word after everything written before it.
     *
     * @throws GuestFault if it is not the guest's, or not aligned to four bytes
     */
    void putI32Release(long gpa, int value);
}
