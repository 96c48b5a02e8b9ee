package viridian.offload.wire;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.u16;

import java.lang.foreign.MemorySegment;

/** The UDP header (RFC 768), read at the offset of the source port. */
public final class Udp {

    public static final int PROTOCOL = 17;
    public static final int HEADER_BYTES = 8;

    /** The most one datagram carries over IPv4 without options, bytes. */
    public static final int LONGEST_PAYLOAD_BYTES = Ipv4.LONGEST_PACKET_BYTES - Ipv4.HEADER_BYTES - HEADER_BYTES;

    /** Where the checksum stands, bytes from the start. */
    public static final int CHECKSUM = 6;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int LENGTH = 4;

    private Udp() {}

    /** Whether the header is there and its length lies within the packet's payload. */
    public static boolean isWellFormed(MemorySegment in, long at, int available) {
        return available >= HEADER_BYTES && length(in, at) >= HEADER_BYTES && length(in, at) <= available;
    }

    /** Whether the datagram arrived as it was sent; one without checksum is believed. */
    public static boolean checksumHolds(MemorySegment in, long at, int source, int destination) {
        if (u16(in, at + CHECKSUM) == 0) return true;
        return sum(in, at, length(in, at), source, destination) == InternetChecksum.WHOLE;
    }

    public static int sourcePort(MemorySegment in, long at) {
        return u16(in, at + SOURCE_PORT);
    }

    public static int destinationPort(MemorySegment in, long at) {
        return u16(in, at + DESTINATION_PORT);
    }

    /** Header and payload, bytes. */
    public static int length(MemorySegment in, long at) {
        return u16(in, at + LENGTH);
    }

    /**
     * Writes the header before a payload that is already in place, checksum included.
     *
     * @param length header and payload, bytes
     */
    public static void writeHeader(
            MemorySegment to, long at, int sourcePort, int destinationPort, int length, int source, int destination) {
        putU16(to, at + SOURCE_PORT, sourcePort);
        putU16(to, at + DESTINATION_PORT, destinationPort);
        putU16(to, at + LENGTH, length);
        putU16(to, at + CHECKSUM, 0);
        putU16(to, at + CHECKSUM, checksum(sum(to, at, length, source, destination)));
    }

    /** What belongs into the checksum field for this sum; zero would mean that there is none. */
    public static int checksum(int sum) {
        int checksum = InternetChecksum.complement(sum);
        return checksum == 0 ? 0xFFFF : checksum;
    }

    private static int sum(MemorySegment in, long at, int length, int source, int destination) {
        int pseudo = InternetChecksum.add(InternetChecksum.pseudoHeader(source, destination, PROTOCOL), length);
        return InternetChecksum.add(pseudo, InternetChecksum.sum(in, at, length));
    }
}
