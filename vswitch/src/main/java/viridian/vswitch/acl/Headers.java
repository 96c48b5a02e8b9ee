package viridian.vswitch.acl;

import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/**
 * The headers of a frame in the words of rules: what is local to the guest behind the port, and what is remote. Used
 * again for one frame after another; belongs to the thread that carries them.
 */
final class Headers {

    /** What rules can ask depends on what the frame is. */
    enum Kind {
        IPV4,
        IPV6,
        /** ARP and everything that is not IP. */
        OTHER,
        /** Something whose addresses cannot be read, IP perhaps. */
        UNREADABLE
    }

    private static final ThreadLocal<Headers> OF_THREAD = ThreadLocal.withInitial(Headers::new);

    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    /** Type, code, checksum, identifier and sequence number (RFC 792, RFC 4443 section 4.1). */
    private static final int ECHO_BYTES = 8;

    private static final int TCP_HEADER_BYTES = 20;

    final Packet packet = new Packet();
    Kind kind = Kind.OTHER;
    boolean outbound;

    /** The addresses of an IP packet; the rest when {@link #readConnection} or {@link #readFragments} was asked. */
    final Flow flow = new Flow();

    /** When {@link #readQuoted} was asked. */
    final Flow quoted = new Flow();

    /** Only where {@link #knowsProtocol}. */
    int protocol;

    int localPort;
    int remotePort;
    boolean knowsProtocol;

    /** Whether the ports are known, or known not to be there. */
    boolean knowsPorts;

    private Frame frame = new Frame();

    static Headers onThisThread() {
        return OF_THREAD.get();
    }

    /** Reads a frame that goes one way, {@link Direction#INBOUND} or {@link Direction#OUTBOUND}. */
    void read(Frame lent, Direction way) {
        frame = lent;
        outbound = way == Direction.OUTBOUND;
        Packet.State state = packet.read(lent);
        kind = kind(state);
        if (isPacket()) readPacket(state);
    }

    private Kind kind(Packet.State state) {
        if (packet.version() == 4) return Kind.IPV4;
        if (packet.version() == 6) return Kind.IPV6;
        boolean unknown = state == Packet.State.MALFORMED && packet.etherType() != Packet.ARP;
        return unknown ? Kind.UNREADABLE : Kind.OTHER;
    }

    long localMac() {
        return outbound ? frame.source() : frame.destination();
    }

    long remoteMac() {
        return outbound ? frame.destination() : frame.source();
    }

    private boolean isPacket() {
        return kind == Kind.IPV4 || kind == Kind.IPV6;
    }

    boolean isIpv6() {
        return kind == Kind.IPV6;
    }

    private void readPacket(Packet.State state) {
        flow.localHigh = outbound ? packet.sourceHigh() : packet.destinationHigh();
        flow.localLow = outbound ? packet.sourceLow() : packet.destinationLow();
        flow.remoteHigh = outbound ? packet.destinationHigh() : packet.sourceHigh();
        flow.remoteLow = outbound ? packet.destinationLow() : packet.sourceLow();
        boolean whole = state == Packet.State.WHOLE || state == Packet.State.FIRST_FRAGMENT;
        protocol = packet.protocol();
        knowsProtocol = whole || isProtocolOfAll(state);
        knowsPorts = whole;
        boolean ported = whole && packet.hasPorts();
        int source = ported ? packet.sourcePort() : 0;
        int destination = ported ? packet.destinationPort() : 0;
        localPort = outbound ? source : destination;
        remotePort = outbound ? destination : source;
    }

    // IPv4 puts together only what says the same protocol (RFC 791 section 2.3). IPv6 goes by the first fragment,
    // whatever
    // later ones say (RFC 8200 section 4.5); and behind an authentication header the protocol is in the first as well.
    private boolean isProtocolOfAll(Packet.State state) {
        return state == Packet.State.LATER_FRAGMENT && kind == Kind.IPV4 && protocol != IpProtocol.AUTHENTICATION;
    }

    /**
     * Makes {@link #flow} the connection the packet belongs to. False if it belongs to none: a fragment without transport
     * header, ICMP that is no echo, anything malformed.
     */
    boolean readConnection() {
        if (!isPacket() || !knowsPorts) return false;
        if (!packet.isIcmp()) {
            flow.ports(isIpv6(), protocol, localPort, remotePort);
            return true;
        }
        boolean echo = isEchoRequest() || isEchoReply();
        if (!echo || packet.end() - packet.transportAt() < ECHO_BYTES) return false;
        int identifier = BigEndian.u16(frame.memory(), frame.offset() + packet.transportAt() + 4);
        flow.echo(isIpv6(), protocol, identifier, isEchoRequest() == outbound);
        return true;
    }

    private boolean isEchoRequest() {
        return packet.icmpType() == Echo.request(isIpv6());
    }

    private boolean isEchoReply() {
        return packet.isIcmp() && packet.icmpType() == Echo.reply(isIpv6());
    }

    /** Makes {@link #flow} the packet this is a fragment of. */
    void readFragments() {
        flow.fragments(isIpv6(), protocol, packet.fragmentId(), outbound);
    }

    boolean isFirstFragment() {
        return packet.state() == Packet.State.FIRST_FRAGMENT;
    }

    /** Whether it is a later fragment, and leaves the transport header of its first one as it was (RFC 3128). */
    boolean isFollower() {
        if (packet.state() != Packet.State.LATER_FRAGMENT) return false;
        return protocol != IpProtocol.TCP || packet.fragmentOffset() >= TCP_HEADER_BYTES;
    }

    /** Whether it asks for a new connection rather than belonging to one. */
    boolean isOpening() {
        return (packet.tcpFlags() & (SYN | ACK)) == SYN;
    }

    /** Whether a connection may begin with it: not with a refusal, nor with an answer. */
    boolean mayBegin() {
        return !isReset() && !isEchoReply();
    }

    boolean isFinishing() {
        return (packet.tcpFlags() & 0x01) != 0;
    }

    boolean isReset() {
        return (packet.tcpFlags() & 0x04) != 0;
    }

    /** Makes {@link #quoted} the connection an ICMP error is about. False if the packet is no such error. */
    boolean readQuoted() {
        return packet.isIcmp() && QuotedPacket.read(frame, this, quoted);
    }

    /** The first frame of a connection, as far as rules can tell. */
    void ofFlow(Flow known, MacAddress local, MacAddress remote, boolean guestBegan) {
        frame = guestBegan
                ? FrameBuilder.frame(local, remote).build()
                : FrameBuilder.frame(remote, local).build();
        outbound = guestBegan;
        kind = known.isIpv6() ? Kind.IPV6 : Kind.IPV4;
        flow.localHigh = known.localHigh;
        flow.localLow = known.localLow;
        flow.remoteHigh = known.remoteHigh;
        flow.remoteLow = known.remoteLow;
        protocol = known.protocol();
        localPort = known.localPort();
        remotePort = known.remotePort();
        knowsProtocol = true;
        knowsPorts = true;
    }
}
