package viridian.offload.stack;

import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;

/**
 * One echo request.
 *
 * @param size of the data behind the ICMP header, bytes: 0 to 65,507; 8972 fills a packet of 9000
 * @param dontFragment whether it must travel in one packet
 * @param timeoutNanos how long to wait for the reply
 * @param sequence its number, 0 to 65,535
 */
public record PingRequest(int size, boolean dontFragment, long timeoutNanos, int sequence) {

    /** The most data an echo carries, bytes. */
    public static final int LONGEST = Ipv4.LONGEST_PACKET_BYTES - Ipv4.HEADER_BYTES - Icmp.HEADER_BYTES;

    public PingRequest {
        if (size < 0 || size > LONGEST) throw new IllegalArgumentException("an echo carries 0 to 65507 bytes: " + size);
        if (timeoutNanos <= 0) throw new IllegalArgumentException("a wait of " + timeoutNanos + " ns");
        if (sequence >>> 16 != 0) throw new IllegalArgumentException("a sequence number has 16 bits: " + sequence);
    }
}
