package viridian.offload.task;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.InternetChecksum;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv6;
import viridian.offload.wire.Tcp;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/**
 * A TCP segment or UDP datagram inside a frame, perhaps a large send: where its headers begin, how long it is, and what
 * its checksum field holds. One object shows one frame after the other.
 *
 * <p>Over IPv6 it is seen only directly behind the IPv6 header. A fragment is none: its checksum covers bytes that are
 * elsewhere, so its sender had to fill it in.
 */
final class TransportUnit {

    private static final int NETWORK_AT = Frame.HEADER_BYTES;

    private MemorySegment memory = MemorySegment.NULL;
    private long frameAt;
    private boolean ipv4;
    private int protocol;
    private int headerAt;
    private int length;
    private int pseudoHeader;

    /** Looks into a frame; false if it holds no such unit. */
    boolean read(Frame frame) {
        memory = frame.memory();
        frameAt = frame.offset();
        int available = frame.length() - NETWORK_AT;
        return switch (frame.etherType()) {
            case Ipv4.ETHER_TYPE -> readIpv4(available) && readTransport();
            case Ipv6.ETHER_TYPE -> readIpv6(available) && readTransport();
            default -> false;
        };
    }

    boolean isTcp() {
        return protocol == Tcp.PROTOCOL;
    }

    boolean isIpv4() {
        return ipv4;
    }

    /** Where the TCP or UDP header begins, bytes from the start of the frame. */
    int headerAt() {
        return headerAt;
    }

    /** TCP or UDP header and payload, bytes. */
    int length() {
        return length;
    }

    /** The sum over the pseudo-header, but for the length. */
    int pseudoHeader() {
        return pseudoHeader;
    }

    /** Where the checksum stands, bytes from the start of the frame. */
    int checksumAt() {
        return headerAt + (isTcp() ? Tcp.CHECKSUM : Udp.CHECKSUM);
    }

    /** What belongs into the checksum field for this sum over pseudo-header, header and payload. */
    int checksum(int sum) {
        return isTcp() ? InternetChecksum.complement(sum) : Udp.checksum(sum);
    }

    /**
     * Whether the checksum field holds no more than the sum of the pseudo-header, with the length or, as some leave it
     * for a large send, without.
     */
    boolean holdsSeed() {
        int field = BigEndian.u16(memory, frameAt + checksumAt());
        return field == pseudoHeader || field == InternetChecksum.add(pseudoHeader, length);
    }

    /** Whether the checksum is right as it stands. */
    boolean isWhole() {
        int seed = InternetChecksum.add(pseudoHeader, length);
        int sum = InternetChecksum.sum(memory, frameAt + headerAt, length);
        return InternetChecksum.add(seed, sum) == InternetChecksum.WHOLE;
    }

    private boolean readIpv4(int available) {
        long at = frameAt + NETWORK_AT;
        if (!Ipv4.isHeader(memory, at, available) || Ipv4.isFragment(memory, at)) return false;
        ipv4 = true;
        protocol = Ipv4.protocol(memory, at);
        headerAt = NETWORK_AT + Ipv4.headerLength(memory, at);
        pseudoHeader = InternetChecksum.pseudoHeader(Ipv4.source(memory, at), Ipv4.destination(memory, at), protocol);
        // A large send may leave its length at zero, where it would not fit or is not looked at.
        int total = Ipv4.totalLength(memory, at) == 0 ? available : Ipv4.totalLength(memory, at);
        length = total - Ipv4.headerLength(memory, at);
        return total <= available;
    }

    private boolean readIpv6(int available) {
        long at = frameAt + NETWORK_AT;
        if (!Ipv6.isWellFormed(memory, at, available)) return false;
        ipv4 = false;
        protocol = Ipv6.nextHeader(memory, at);
        headerAt = NETWORK_AT + Ipv6.HEADER_BYTES;
        pseudoHeader = Ipv6.pseudoHeader(memory, at, protocol);
        int payload = Ipv6.payloadLength(memory, at);
        length = payload == 0 ? available - Ipv6.HEADER_BYTES : payload;
        return true;
    }

    private boolean readTransport() {
        long at = frameAt + headerAt;
        return switch (protocol) {
            case Tcp.PROTOCOL -> Tcp.isWellFormed(memory, at, length);
            case Udp.PROTOCOL -> Udp.isWellFormed(memory, at, length) && Udp.length(memory, at) == length;
            default -> false;
        };
    }
}
