package viridian.synthetic.ndis;

import static viridian.partitions.LittleEndian.putU8;
import static viridian.partitions.LittleEndian.u8;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * NDIS_OFFLOAD_PARAMETERS: which work the owner wants its adapter to do from now on (Linux {@code hyperv_net.h}, {@code
 * struct ndis_offload_params}). The words for checksums are {@link #NO_CHANGE}, {@link #OFF}, {@link #SENDING}, {@link
 * #RECEIVING} and {@link #BOTH}; for all else {@link #NO_CHANGE}, {@link #OFF} and {@link #ON}.
 */
public record OffloadParameters(
        int ipv4Checksum,
        int tcpIpv4Checksum,
        int udpIpv4Checksum,
        int tcpIpv6Checksum,
        int udpIpv6Checksum,
        int largeSendV1,
        int ipv4LargeSend,
        int ipv6LargeSend,
        int ipv4Coalescing,
        int ipv6Coalescing) {

    public static final int NO_CHANGE = 0;
    public static final int OFF = 1;
    public static final int SENDING = 2;
    public static final int RECEIVING = 3;
    public static final int BOTH = 4;
    public static final int ON = 2;

    private static final int LEAST_BYTES = 20;
    /** Linux sends no more to hosts up to 2012. */
    private static final int SHORT_BYTES = 22;

    private static final int WITH_COALESCING = 24;
    private static final int BYTES = 28;
    private static final int REVISION = 3;

    /** Whether these bytes are too few for the object, whatever they are. */
    public static boolean isTooShort(MemorySegment in) {
        return in.byteSize() < LEAST_BYTES;
    }

    /** The object as Linux sends it; the short one leaves out what came with Server 2012 R2. */
    public MemorySegment bytes(boolean isShort) {
        int length = isShort ? SHORT_BYTES : BYTES;
        MemorySegment bytes = NdisObject.of(NdisObject.DEFAULT, REVISION, length, length);
        putU8(bytes, 4, ipv4Checksum);
        putU8(bytes, 5, tcpIpv4Checksum);
        putU8(bytes, 6, udpIpv4Checksum);
        putU8(bytes, 7, tcpIpv6Checksum);
        putU8(bytes, 8, udpIpv6Checksum);
        putU8(bytes, 9, largeSendV1);
        putU8(bytes, 11, ipv4LargeSend);
        putU8(bytes, 12, ipv6LargeSend);
        if (!isShort) {
            putU8(bytes, 22, ipv4Coalescing);
            putU8(bytes, 23, ipv6Coalescing);
        }
        return bytes;
    }

    /** Reads the object, or returns null if it is another or too short. */
    public static @Nullable OffloadParameters read(MemorySegment in) {
        if (!NdisObject.is(in, NdisObject.DEFAULT, LEAST_BYTES)) return null;
        boolean tellsCoalescing = NdisObject.revision(in) >= 3 && in.byteSize() >= WITH_COALESCING;
        return new OffloadParameters(
                u8(in, 4),
                u8(in, 5),
                u8(in, 6),
                u8(in, 7),
                u8(in, 8),
                u8(in, 9),
                u8(in, 11),
                u8(in, 12),
                tellsCoalescing ? u8(in, 22) : NO_CHANGE,
                tellsCoalescing ? u8(in, 23) : NO_CHANGE);
    }
}
