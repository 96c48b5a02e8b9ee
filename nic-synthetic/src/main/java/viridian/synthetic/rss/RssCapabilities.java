package viridian.synthetic.rss;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.u16;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.synthetic.ndis.NdisObject;

/**
 * NDIS_RECEIVE_SCALE_CAPABILITIES, the value of OID_GEN_RECEIVE_SCALE_CAPABILITIES (Linux {@code hyperv_net.h}, {@code
 * struct ndis_recv_scale_cap}, revision 2).
 *
 * @param flags what can be hashed, of the constants here: other numbers than those of {@link HashTypes}
 * @param interruptMessages of the adapter
 * @param queues channels frames can be spread over; less than 2 means there is nothing to spread
 * @param tableEntries the longest table a guest may set
 */
public record RssCapabilities(int flags, int interruptMessages, int queues, int tableEntries) {

    public static final int TOEPLITZ = 0x1;
    public static final int TCP_IPV4 = 0x100;
    public static final int TCP_IPV6 = 0x200;
    public static final int TCP_IPV6_EX = 0x400;
    public static final int UDP_IPV4 = 0x800;
    public static final int UDP_IPV6 = 0x1000;

    private static final int BYTES = 18;
    private static final int REVISION = 2;

    /** The object. */
    public MemorySegment bytes() {
        MemorySegment bytes = NdisObject.of(NdisObject.RSS_CAPABILITIES, REVISION, BYTES, BYTES);
        putI32(bytes, 4, flags);
        putI32(bytes, 8, interruptMessages);
        putI32(bytes, 12, queues);
        putU16(bytes, 16, tableEntries);
        return bytes;
    }

    /** Reads the object, or returns null if it is another or too short. */
    public static @Nullable RssCapabilities read(MemorySegment in) {
        if (!NdisObject.is(in, NdisObject.RSS_CAPABILITIES, BYTES)) return null;
        return new RssCapabilities(i32(in, 4), i32(in, 8), i32(in, 12), u16(in, 16));
    }
}
