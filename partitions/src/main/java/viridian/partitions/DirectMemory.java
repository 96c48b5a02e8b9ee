package viridian.partitions;

import java.lang.foreign.MemorySegment;

/** What is behind the page numbers in a guest's packets: bytes by guest-physical address, unsigned. */
public interface DirectMemory {

    /**
     * Copies {@code length} bytes out of the guest.
     *
     * @throws GuestFault if one of them is not the guest's
     */
    void read(long gpa, MemorySegment to, long toAt, long length);

    /**
     * Copies {@code length} bytes into the guest.
     *
     * @throws GuestFault if one of them is not the guest's
     */
    void write(long gpa, MemorySegment from, long fromAt, long length);
}
