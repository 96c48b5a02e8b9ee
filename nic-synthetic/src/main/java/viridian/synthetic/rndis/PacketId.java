package viridian.synthetic.rndis;

/**
 * The word that joins what lies in several suballocations to one frame, host to guest, once receive segment coalescing is
 * agreed on (Linux {@code hyperv_net.h}, {@code struct rndis_pktinfo_id}): version (8 bits), flags (8), number of the frame
 * (16). The first part has the frame's head and its other information, the parts follow one another in one packet.
 */
public final class PacketId {

    /** It is one of several parts. */
    public static final int IN_PARTS = 1;

    public static final int FIRST = 2;
    public static final int LAST = 4;

    private static final int VERSION = 1;

    private PacketId() {}

    /** A part of the frame of this number, of which 16 bits count. */
    public static int of(int flags, int number) {
        return VERSION | flags << 8 | number << 16;
    }

    public static boolean isKnown(int word) {
        return (word & 0xFF) == VERSION;
    }

    public static int flags(int word) {
        return word >>> 8 & 0xFF;
    }

    public static int number(int word) {
        return word >>> 16;
    }
}
