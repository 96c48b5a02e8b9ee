package viridian.synthetic.ndis;

import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.putU8;
import static viridian.partitions.LittleEndian.u16;
import static viridian.partitions.LittleEndian.u8;

import java.lang.foreign.MemorySegment;

/**
 * What every object of NDIS begins with, NDIS_OBJECT_HEADER: type (1 byte), revision (1), bytes in all (2). A question may
 * carry the header alone, naming the newest revision who asks can read.
 */
public final class NdisObject {

    public static final int HEADER_BYTES = 4;

    public static final int DEFAULT = 0x80;
    public static final int RSS_CAPABILITIES = 0x88;
    public static final int RSS_PARAMETERS = 0x89;
    public static final int OFFLOAD = 0xA7;
    public static final int OFFLOAD_ENCAPSULATION = 0xA8;

    private NdisObject() {}

    /** A header with zeros behind it; {@code length} counts both, {@code size} is what the header says. */
    public static MemorySegment of(int type, int revision, int size, int length) {
        MemorySegment object = MemorySegment.ofArray(new byte[length]);
        putU8(object, 0, type);
        putU8(object, 1, revision);
        putU16(object, 2, size);
        return object;
    }

    /** Whether these bytes are an object of this type, of at least so many bytes, and all there. */
    public static boolean is(MemorySegment in, int type, int leastBytes) {
        return in.byteSize() >= leastBytes
                && u8(in, 0) == type
                && u8(in, 1) >= 1
                && u16(in, 2) >= leastBytes
                && u16(in, 2) <= in.byteSize();
    }

    /** The revision the header names, 0 if there is no header. */
    public static int revision(MemorySegment in) {
        return in.byteSize() < HEADER_BYTES ? 0 : u8(in, 1);
    }
}
