package viridian.vswitch.packet;

import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;

/**
 * What may stand between a frame's addresses and its packet: tags of 802.1Q and 802.1ad, and LLC/SNAP (RFC 1042). Hosts
 * strip more of these than they ever send, so filters that do not look behind them are easily passed by.
 */
final class Encapsulation {

    private static final int TYPE_AT = 12;
    private static final int CUSTOMER_TAG = 0x8100;
    private static final int SERVICE_TAG = 0x88A8;

    /** Numbers service tags had before 802.1ad gave them one, still understood by many. */
    private static final int OLD_SERVICE_TAG = 0x9100;

    private static final int OLDER_SERVICE_TAG = 0x9200;
    private static final int TAG_BYTES = 4;

    /** Below it a type is a length, and LLC follows (IEEE 802.3 section 3.2.6). */
    private static final int LOWEST_TYPE = 0x600;

    /** Length, DSAP, SSAP, control and organisation code. */
    private static final int SNAP_BYTES = 8;

    /** More layers than any honest frame has: our choice. */
    private static final int MOST_LAYERS = 8;

    private Encapsulation() {}

    /**
     * Where the payload begins, counted from {@code origin}; its type is in the two bytes before. Negative if the frame
     * ends, or we stop looking, among the tags: then the last type read is before the number's absolute value.
     */
    static int payload(MemorySegment memory, long origin, int length) {
        int at = TYPE_AT;
        for (int layers = 0; ; layers++) {
            int type = u16(memory, origin + at);
            int more = bytes(type, memory, origin + at, length - at);
            if (more == 0) return at + 2;
            if (layers == MOST_LAYERS || at + more + 2 > length) return -(at + 2);
            at += more;
        }
    }

    /** From this type to the next one, or 0 if there is none. */
    private static int bytes(int type, MemorySegment memory, long at, int available) {
        return switch (type) {
            case CUSTOMER_TAG, SERVICE_TAG, OLD_SERVICE_TAG, OLDER_SERVICE_TAG -> TAG_BYTES;
            default -> type < LOWEST_TYPE && available >= SNAP_BYTES + 2 && isSnap(memory, at + 2) ? SNAP_BYTES : 0;
        };
    }

    /** The length before it is not believed: hosts do not look at it. */
    private static boolean isSnap(MemorySegment memory, long at) {
        boolean llc = u16(memory, at) == 0xAAAA && u8(memory, at + 2) == 0x03;
        if (!llc || u16(memory, at + 3) != 0) return false;
        // 00-00-00 says that an EtherType follows, 00-00-F8 the same for bridges (IEEE 802.1H).
        int last = u8(memory, at + 5);
        return last == 0 || last == 0xF8;
    }
}
