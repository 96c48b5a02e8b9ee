package viridian.synthetic.ndis;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * NDIS_OFFLOAD_ENCAPSULATION: how the packets lie in the frames whose work is offloaded; an owner of NDIS 6 turns its
 * adapter's offloads on by setting it. Only plain Ethernet is known here.
 *
 * @param ipv4 {@link #ON} or {@link #OFF}; other values leave it as it is
 * @param ipv6 the same of IPv6
 */
public record OffloadEncapsulation(int ipv4, int ipv6) {

    public static final int ON = 1;
    public static final int OFF = 2;

    private static final int BYTES = 28;
    private static final int ETHERNET = 2;
    private static final int ETHERNET_BYTES = 14;

    /** The object. */
    public MemorySegment bytes() {
        MemorySegment bytes = NdisObject.of(NdisObject.OFFLOAD_ENCAPSULATION, 1, BYTES, BYTES);
        write(bytes, 4, ipv4);
        write(bytes, 16, ipv6);
        return bytes;
    }

    private static void write(MemorySegment to, long at, int state) {
        putI32(to, at, state);
        putI32(to, at + 4, ETHERNET);
        putI32(to, at + 8, ETHERNET_BYTES);
    }

    /** Whether these bytes are too few for the object, whatever they are. */
    public static boolean isTooShort(MemorySegment in) {
        return in.byteSize() < BYTES;
    }

    /** Reads the object, or returns null if it is another, or not about Ethernet. */
    public static @Nullable OffloadEncapsulation read(MemorySegment in) {
        if (!NdisObject.is(in, NdisObject.OFFLOAD_ENCAPSULATION, BYTES)) return null;
        if (!isEthernet(in, 4) || !isEthernet(in, 16)) return null;
        return new OffloadEncapsulation(i32(in, 4), i32(in, 16));
    }

    private static boolean isEthernet(MemorySegment in, long at) {
        return i32(in, at) != ON || (i32(in, at + 4) == ETHERNET && i32(in, at + 8) == ETHERNET_BYTES);
    }
}
