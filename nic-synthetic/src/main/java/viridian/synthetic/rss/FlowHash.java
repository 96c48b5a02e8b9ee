package viridian.synthetic.rss;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/**
 * The hash of the flow a frame belongs to: over both addresses of its IP packet and, of TCP and UDP that is not in
 * fragments, both ports. Frames of one flow have one hash. Every byte is read inside the frame, whatever it says of itself.
 *
 * <p>A hash and over what it is are one number, so that hashing makes no objects and any thread may do it.
 */
public final class FlowHash {

    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86DD;
    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;
    private static final int PORTS_BYTES = 4;

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV4_FRAGMENT = 6;
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV4_ADDRESSES_BYTES = 8;
    /** More fragments follow, or others came before. */
    private static final int IPV4_IS_FRAGMENT = 0x3FFF;

    private static final int IPV6_HEADER_BYTES = 40;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int IPV6_ADDRESSES = 8;
    private static final int IPV6_ADDRESSES_BYTES = 32;

    /** A frame that belongs to no flow, or none that was asked for. */
    public static final long NONE = 0;

    private FlowHash() {}

    /**
     * Hashes a frame.
     *
     * @param wanted the {@link HashTypes} to choose from; the most exact that fits is taken
     * @return what {@link #hash} and {@link #type} take apart, or {@link #NONE}
     */
    public static long of(Frame frame, Toeplitz function, int wanted) {
        long at = frame.offset() + Frame.HEADER_BYTES;
        int length = frame.length() - Frame.HEADER_BYTES;
        return switch (frame.etherType()) {
            case TYPE_IPV4 -> ofIpv4(frame.memory(), at, length, function, wanted);
            case TYPE_IPV6 -> ofIpv6(frame.memory(), at, length, function, wanted);
            default -> NONE;
        };
    }

    /** The hash, of 32 bits. */
    public static int hash(long hashed) {
        return (int) hashed;
    }

    /** Over what the hash is, one of {@link HashTypes}; 0 for {@link #NONE}. */
    public static int type(long hashed) {
        return (int) (hashed >>> 32);
    }

    private static long both(int type, int hash) {
        return (long) type << 32 | (hash & 0xFFFF_FFFFL);
    }

    private static long ofIpv4(MemorySegment in, long at, int length, Toeplitz function, int wanted) {
        if (length < IPV4_HEADER_BYTES) return NONE;
        int headerBytes = (BigEndian.u8(in, at) & 0xF) * 4;
        boolean isWhole = (BigEndian.u16(in, at + IPV4_FRAGMENT) & IPV4_IS_FRAGMENT) == 0;
        boolean hasPorts = isWhole && headerBytes >= IPV4_HEADER_BYTES && headerBytes + PORTS_BYTES <= length;
        int protocol = hasPorts ? BigEndian.u8(in, at + IPV4_PROTOCOL) : 0;
        int type = choose(protocol, wanted, HashTypes.TCP_IPV4, HashTypes.UDP_IPV4, HashTypes.IPV4);
        if (type == 0) return NONE;
        int hash = function.ofLong(0, BigEndian.u64(in, at + IPV4_ADDRESSES));
        if (type != HashTypes.IPV4) hash ^= function.ofInt(IPV4_ADDRESSES_BYTES, ports(in, at + headerBytes));
        return both(type, hash);
    }

    private static long ofIpv6(MemorySegment in, long at, int length, Toeplitz function, int wanted) {
        if (length < IPV6_HEADER_BYTES) return NONE;
        boolean hasPorts = length >= IPV6_HEADER_BYTES + PORTS_BYTES;
        int protocol = hasPorts ? BigEndian.u8(in, at + IPV6_NEXT_HEADER) : 0;
        int type = choose(protocol, wanted, HashTypes.TCP_IPV6, HashTypes.UDP_IPV6, HashTypes.IPV6);
        if (type == 0) return NONE;
        int hash = 0;
        for (int i = 0; i < IPV6_ADDRESSES_BYTES; i += Long.BYTES) {
            hash ^= function.ofLong(i, BigEndian.u64(in, at + IPV6_ADDRESSES + i));
        }
        if (type != HashTypes.IPV6) hash ^= function.ofInt(IPV6_ADDRESSES_BYTES, ports(in, at + IPV6_HEADER_BYTES));
        return both(type, hash);
    }

    private static int choose(int protocol, int wanted, int tcp, int udp, int addresses) {
        if (protocol == PROTOCOL_TCP && (wanted & tcp) != 0) return tcp;
        if (protocol == PROTOCOL_UDP && (wanted & udp) != 0) return udp;
        return wanted & addresses;
    }

    private static int ports(MemorySegment in, long at) {
        return (int) BigEndian.u32(in, at);
    }
}
