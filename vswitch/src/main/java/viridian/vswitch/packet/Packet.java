package viridian.vswitch.packet;

import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * The headers of a frame as a filter sees them, read by {@link #read} and shown until the frame is given back.
 *
 * <p>A view to be used again and again: reading makes no object, reads nothing outside the frame and never throws,
 * whatever the bytes. What {@link #state} does not vouch for must not be asked: an accessor then answers a number of no
 * meaning. Not safe for use by several threads; {@link #onThisThread} is one for each.
 *
 * <p>Behind the addresses of the frame there may be tags of 802.1Q and 802.1ad and LLC/SNAP headers, in any order; a
 * receiver that strips them finds the packet behind them, so a filter has to look there as well.
 */
public final class Packet {

    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int IPV6 = 0x86DD;

    /** How far the headers could be read. */
    public enum State {
        /** Neither ARP nor IP: {@link #etherType} is all there is to say. */
        OTHER,
        /** An ARP packet about IPv4 on Ethernet. */
        ARP,
        /** A whole IP packet, its headers read up to the transport's. */
        WHOLE,
        /** The first fragment of an IP packet, its headers read up to the transport's. */
        FIRST_FRAGMENT,
        /** A further fragment: addresses and {@link #fragmentId}, but no transport header. */
        LATER_FRAGMENT,
        /** A first fragment that ends within its headers; {@link #protocol} is the header that is not all there. */
        SHORT_FRAGMENT,
        /** ARP or IP whose headers are cut off, contradict each other or are too many to be honest. */
        MALFORMED
    }

    private static final ThreadLocal<Packet> OF_THREAD = ThreadLocal.withInitial(Packet::new);

    private static final int ARP_BYTES = 28;
    private static final int ARP_ETHERNET = 1;

    /** Hosts take this number for Ethernet too (RFC 1042, "Address Resolution"). */
    private static final int ARP_IEEE802 = 6;

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int LONGEST_PACKET_BYTES = 65_535;

    /** More extension headers than any honest packet has (our choice, as RFC 7113 section 3 advises to have a limit). */
    private static final int MOST_EXTENSIONS = 8;

    private MemorySegment memory = MemorySegment.NULL;

    /** Where the frame begins in memory; every other place is counted from there. */
    private long origin;

    private int end;
    private State state = State.OTHER;
    private int etherType;
    private int vlan;
    private int version;
    private int network;
    private int protocol;
    private int transport;
    private int judged;
    private boolean hasFragmentHeader;
    private int fragmentAt;
    private int fragmentOffset;
    private boolean moreFragments;
    private long fragmentId;

    /** A view for the calling thread's own use: whoever needs one reads his frame into it, and keeps nothing in it. */
    public static Packet onThisThread() {
        return OF_THREAD.get();
    }

    /** Reads the headers of a frame, as far as they can be. */
    public State read(Frame frame) {
        memory = frame.memory();
        origin = frame.offset();
        end = frame.length();
        vlan = frame.vlan();
        version = 0;
        protocol = IpProtocol.NOTHING;
        network = 0;
        transport = 0;
        hasFragmentHeader = false;
        fragmentOffset = 0;
        moreFragments = false;
        int at = Encapsulation.payload(memory, origin, end);
        etherType = u16(Math.abs(at) - 2);
        state = at < 0 ? State.MALFORMED : readPayload(at);
        return state;
    }

    private State readPayload(int at) {
        network = at;
        return switch (etherType) {
            case ARP -> readArp(at);
            case IPV4 -> readIpv4(at);
            case IPV6 -> readIpv6(at);
            default -> State.OTHER;
        };
    }

    private State readArp(int at) {
        if (end - at < ARP_BYTES) return State.MALFORMED;
        int hardware = u16(at);
        boolean ethernet = hardware == ARP_ETHERNET || hardware == ARP_IEEE802;
        boolean known = ethernet && u16(at + 2) == IPV4 && u8(at + 4) == 6 && u8(at + 5) == 4;
        return known ? State.ARP : State.MALFORMED;
    }

    private State readIpv4(int at) {
        if (end - at < IPV4_HEADER_BYTES || u8(at) >>> 4 != 4) return State.MALFORMED;
        int header = (u8(at) & 0xF) * 4;
        if (header < IPV4_HEADER_BYTES || header > end - at) return State.MALFORMED;
        int total = u16(at + 2);
        if (total != 0 && (total < header || total > end - at)) return State.MALFORMED;
        endsAfter(at, total);
        version = 4;
        protocol = u8(at + 9);
        int flags = u16(at + 6);
        if ((flags & 0x3FFF) == 0) return readHeaders(at + header);
        fragment(at + header, (flags & 0x1FFF) * 8, (flags & 0x2000) != 0, u16(at + 4));
        return readFragment();
    }

    private State readIpv6(int at) {
        if (end - at < IPV6_HEADER_BYTES || u8(at) >>> 4 != 6) return State.MALFORMED;
        int payload = u16(at + 4);
        if (payload > end - at - IPV6_HEADER_BYTES) return State.MALFORMED;
        endsAfter(at + IPV6_HEADER_BYTES, payload);
        version = 6;
        protocol = u8(at + 6);
        return readHeaders(at + IPV6_HEADER_BYTES);
    }

    // A large send may leave its length 0, to be filled in where it is cut: then the packet is what is there.
    private void endsAfter(int at, int length) {
        if (length != 0) end = at + length;
    }

    /** Walks the extension headers, up to the transport's. */
    private State readHeaders(int from) {
        int at = from;
        for (int walked = 0; IpProtocol.isExtension(version, protocol); walked++) {
            if (walked == MOST_EXTENSIONS) return State.MALFORMED;
            if (end - at < 8) return cutOff();
            if (protocol == IpProtocol.FRAGMENT) return readFragmentHeader(at);
            int length = protocol == IpProtocol.AUTHENTICATION ? (u8(at + 1) + 2) * 4 : (u8(at + 1) + 1) * 8;
            if (length > end - at) return cutOff();
            protocol = u8(at);
            at += length;
        }
        return readTransport(at);
    }

    private State readFragmentHeader(int at) {
        if (hasFragmentHeader) return State.MALFORMED;
        hasFragmentHeader = true;
        protocol = u8(at);
        int field = u16(at + 2);
        fragment(at + 8, field & 0xFFF8, (field & 1) != 0, u32(at + 4));
        return readFragment();
    }

    private void fragment(int at, int offset, boolean more, long id) {
        fragmentAt = at;
        fragmentOffset = offset;
        moreFragments = more;
        fragmentId = id;
    }

    private State readFragment() {
        int length = end - fragmentAt;
        if (moreFragments && length % 8 != 0) return State.MALFORMED;
        if (fragmentOffset + length > LONGEST_PACKET_BYTES) return State.MALFORMED;
        return fragmentOffset == 0 ? readHeaders(fragmentAt) : State.LATER_FRAGMENT;
    }

    private State readTransport(int at) {
        transport = at;
        int needed = Transport.bytesToJudge(version, protocol, memory, origin + at, end - at);
        if (end - at < needed) return cutOff();
        judged = at + needed;
        if (moreFragments) return State.FIRST_FRAGMENT;
        return Transport.isPlausible(protocol, memory, origin + at, end - at) ? State.WHOLE : State.MALFORMED;
    }

    /** Headers that end early may be continued in the next fragment, if there is one. */
    private State cutOff() {
        return moreFragments ? State.SHORT_FRAGMENT : State.MALFORMED;
    }

    /** What the last {@link #read} answered. */
    public State state() {
        return state;
    }

    /** What the frame carries behind all its tags; below 0x600 the length of an LLC frame that is not SNAP. */
    public int etherType() {
        return etherType;
    }

    /** The VLAN beside the frame; 0 without one. */
    public int vlan() {
        return vlan;
    }

    /** 4 or 6 if there is an IP header with addresses in it, else 0; also known of malformed packets whose fault is further in. */
    public int version() {
        return version;
    }

    /** Where the ARP or IP header begins, bytes from the frame's beginning. */
    public int networkAt() {
        return network;
    }

    /** {@link IpProtocol} of the transport header, behind the extension headers. */
    public int protocol() {
        return protocol;
    }

    /** Where the transport header begins, bytes from the frame's beginning; only WHOLE and FIRST_FRAGMENT. */
    public int transportAt() {
        return transport;
    }

    /** Where the IP packet ends, and padding of the frame may begin, bytes from the frame's beginning. */
    public int end() {
        return end;
    }

    /** IPv4's time to live, IPv6's hop limit. */
    public int hopLimit() {
        return u8(version == 4 ? network + 8 : network + 7);
    }

    /** The upper half of the IPv6 source address; 0 of IPv4. */
    public long sourceHigh() {
        return version == 4 ? 0 : u64(network + 8);
    }

    /** The IPv4 source address, or the lower half of IPv6's. */
    public long sourceLow() {
        return version == 4 ? u32(network + 12) : u64(network + 16);
    }

    public long destinationHigh() {
        return version == 4 ? 0 : u64(network + 24);
    }

    public long destinationLow() {
        return version == 4 ? u32(network + 16) : u64(network + 32);
    }

    /** The source as a person reads it. Makes an object. */
    public IpAddress source() {
        return new IpAddress(version, sourceHigh(), sourceLow());
    }

    /** The destination as a person reads it. Makes an object. */
    public IpAddress destination() {
        return new IpAddress(version, destinationHigh(), destinationLow());
    }

    /** Whether the packet is a part of a greater one. A single "fragment" that is all of it is none (RFC 6946). */
    public boolean isFragment() {
        return moreFragments || fragmentOffset != 0;
    }

    public boolean moreFragments() {
        return moreFragments;
    }

    /** Where in the payload of the whole packet this fragment's begins, bytes. */
    public int fragmentOffset() {
        return fragmentOffset;
    }

    /** Where this fragment's part of the payload begins, bytes from the frame's beginning. */
    public int fragmentAt() {
        return fragmentAt;
    }

    /**
     * How much of the payload of the whole packet a first fragment was judged by, bytes: a further fragment that begins
     * before it would change what was judged (RFC 1858 section 4). Only of FIRST_FRAGMENT.
     */
    public int judgedBytes() {
        return judged - fragmentAt;
    }

    /** What the fragments of a packet have in common: 16 bits in IPv4, 32 in IPv6. */
    public long fragmentId() {
        return fragmentId;
    }

    /** Whether the source and destination port can be asked. */
    public boolean hasPorts() {
        return hasTransport() && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP);
    }

    public int sourcePort() {
        return u16(transport);
    }

    public int destinationPort() {
        return u16(transport + 2);
    }

    /** TCP's FIN 0x01, SYN 0x02, RST 0x04, PSH 0x08, ACK 0x10, URG 0x20 (RFC 9293 section 3.1); 0 if it is no TCP. */
    public int tcpFlags() {
        return hasTransport() && protocol == IpProtocol.TCP ? u8(transport + 13) & 0x3F : 0;
    }

    /** Whether it is a message of IPv4's ICMP, or of IPv6's. */
    public boolean isIcmp() {
        return hasTransport() && protocol == (version == 4 ? IpProtocol.ICMP : IpProtocol.ICMPV6);
    }

    public int icmpType() {
        return u8(transport);
    }

    public int icmpCode() {
        return u8(transport + 1);
    }

    /** Whether it is IPv6's question who has an address, or the answer (RFC 4861 sections 4.3, 4.4). */
    public boolean isNeighbour() {
        if (version != 6 || !isIcmp()) return false;
        int type = icmpType();
        return type == Icmpv6.NEIGHBOUR_SOLICITATION || type == Icmpv6.NEIGHBOUR_ADVERTISEMENT;
    }

    /** Whom a neighbour solicitation or advertisement is about, upper half. */
    public long neighbourHigh() {
        return u64(transport + 8);
    }

    /** Whom a neighbour solicitation or advertisement is about, lower half. */
    public long neighbourLow() {
        return u64(transport + 16);
    }

    /** 1 for a request, 2 for a reply (RFC 826). */
    public int arpOperation() {
        return u16(network + 6);
    }

    /** Whose address an ARP packet tells: 48 bits. */
    public long arpSenderMac() {
        return BigEndian.u48(memory, origin + network + 8);
    }

    /** The IPv4 address an ARP packet says is its sender's. */
    public long arpSender() {
        return u32(network + 14);
    }

    /** The IPv4 address an ARP packet asks about. */
    public long arpTarget() {
        return u32(network + 24);
    }

    private boolean hasTransport() {
        return state == State.WHOLE || state == State.FIRST_FRAGMENT;
    }

    private int u8(int at) {
        return BigEndian.u8(memory, origin + at);
    }

    private int u16(int at) {
        return BigEndian.u16(memory, origin + at);
    }

    private long u32(int at) {
        return BigEndian.u32(memory, origin + at);
    }

    private long u64(int at) {
        return u32(at) << 32 | u32(at + 4);
    }

    /** One line for a person: who says what to whom. */
    @Override
    public String toString() {
        return switch (state) {
            case OTHER -> "type %04x".formatted(etherType);
            case ARP ->
                "ARP from %s at %s about %s"
                        .formatted(IpAddress.v4(arpSender()), MacAddress.of(arpSenderMac()), IpAddress.v4(arpTarget()));
            case MALFORMED -> "malformed packet of type %04x".formatted(etherType);
            case LATER_FRAGMENT -> "%s > %s, further fragment at %d".formatted(source(), destination(), fragmentOffset);
            case SHORT_FRAGMENT -> "%s > %s, a first fragment too short to judge".formatted(source(), destination());
            case WHOLE, FIRST_FRAGMENT -> "%s > %s %s".formatted(source(), destination(), message());
        };
    }

    private String message() {
        if (hasPorts()) {
            String name = protocol == IpProtocol.TCP ? "TCP" : "UDP";
            return "%s %d > %d".formatted(name, sourcePort(), destinationPort());
        }
        return isIcmp() ? "ICMP type " + icmpType() : "protocol " + protocol;
    }
}
