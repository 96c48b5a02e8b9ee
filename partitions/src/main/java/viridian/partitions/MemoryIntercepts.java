package viridian.partitions;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which guest-physical addresses belong to devices rather than to memory. They may lie over memory, which is then not
 * reached there by a processor (devices that master the bus reach it), or beyond its end.
 *
 * <p>Looked up by every access of a guest's {@link VirtualProcessor#load}, so readers see an array that never changes.
 */
public final class MemoryIntercepts {

    /** A stretch of addresses and whose they are. */
    record Region(long first, long bytes, MemoryDevice device) {

        boolean holds(long address) {
            return address >= first && address - first < bytes;
        }

        boolean overlaps(Region other) {
            return holds(other.first) || other.holds(first);
        }
    }

    private volatile Region[] regions = {};

    MemoryIntercepts() {}

    /**
     * Gives addresses to a device.
     *
     * @param first guest-physical, the first of a page
     * @param bytes whole pages
     * @throws IllegalArgumentException if some of them are another device's
     */
    public synchronized void give(long first, long bytes, MemoryDevice device) {
        boolean pages = first >= 0 && bytes > 0 && (first | bytes) % GuestMemory.PAGE_BYTES == 0;
        if (!pages || first > Long.MAX_VALUE - bytes) {
            throw new IllegalArgumentException(
                    "a device has whole pages, not %d bytes at 0x%x".formatted(bytes, first));
        }
        Region added = new Region(first, bytes, device);
        for (Region region : regions) {
            if (region.overlaps(added)) throw new IllegalArgumentException("0x%x is taken".formatted(first));
        }
        Region[] more = Arrays.copyOf(regions, regions.length + 1);
        more[regions.length] = added;
        regions = more;
    }

    /** The device's addresses are memory again, or nothing. */
    public synchronized void takeBack(MemoryDevice device) {
        regions = Arrays.stream(regions)
                .filter(region -> !region.device.equals(device))
                .toArray(Region[]::new);
    }

    /** Whose an address is, null for memory. */
    @Nullable
    Region at(long address) {
        for (Region region : regions) if (region.holds(address)) return region;
        return null;
    }
}
