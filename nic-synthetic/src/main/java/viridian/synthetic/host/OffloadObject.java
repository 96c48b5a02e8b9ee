package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.putU8;
import static viridian.partitions.LittleEndian.u16;
import static viridian.partitions.LittleEndian.u8;

import java.lang.foreign.MemorySegment;
import viridian.synthetic.rndis.RndisStatus;

/**
 * NDIS_OFFLOAD, which says what work an adapter takes from its owner, and NDIS_OFFLOAD_PARAMETERS, which asks for it (NDIS
 * reference). This adapter takes none.
 */
final class OffloadObject {

    private static final int TYPE = 0xA7;
    private static final int[] BYTES_BY_REVISION = {0, 112, 144, 156};

    private static final int PARAMETERS_TYPE = 0x80;
    private static final int PARAMETERS_BYTES = 20;
    private static final int LARGE_SEND_V1 = 9;
    private static final int ON = 2;

    private OffloadObject() {}

    /** The object of the revision that the header in a query asks for, or of the newest we know. */
    static MemorySegment nothing(MemorySegment asked) {
        return nothing(asked.byteSize() < 4 ? 1 : Math.clamp(u8(asked, 1), 1, BYTES_BY_REVISION.length - 1));
    }

    /** The object of the first revision, which every guest reads. */
    static MemorySegment nothing() {
        return nothing(1);
    }

    private static MemorySegment nothing(int revision) {
        MemorySegment object = MemorySegment.ofArray(new byte[BYTES_BY_REVISION[revision]]);
        putU8(object, 0, TYPE);
        putU8(object, 1, revision);
        putU16(object, 2, BYTES_BY_REVISION[revision]);
        return object;
    }

    /** The status of a wish: what the host cannot do is left off, but for the large sends of old, which are refused. */
    static int judge(MemorySegment parameters) {
        if (parameters.byteSize() < PARAMETERS_BYTES) return RndisStatus.INVALID_LENGTH;
        boolean isObject = u8(parameters, 0) == PARAMETERS_TYPE
                && u8(parameters, 1) >= 1
                && u16(parameters, 2) >= PARAMETERS_BYTES
                && u16(parameters, 2) <= parameters.byteSize();
        if (!isObject) return RndisStatus.INVALID_DATA;
        return u8(parameters, LARGE_SEND_V1) == ON ? RndisStatus.NOT_SUPPORTED : RndisStatus.SUCCESS;
    }
}
