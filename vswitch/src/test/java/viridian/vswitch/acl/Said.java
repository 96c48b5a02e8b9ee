package viridian.vswitch.acl;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpAddress;

/**
 * A frame that goes one way at a guest's port, and what a person would say about it.
 *
 * @param version 4 or 6, or 0 if it is no IP packet: then the rest is of no meaning
 * @param id of the packet, if it is a fragment
 */
record Said(
        Frame frame,
        boolean outbound,
        MacAddress localMac,
        MacAddress remoteMac,
        int version,
        @Nullable IpAddress local,
        @Nullable IpAddress remote,
        int protocol,
        int localPort,
        int remotePort,
        int id,
        Piece piece) {

    enum Piece {
        WHOLE,
        FIRST,
        LATER,
        /** A first fragment that ends within its TCP header. */
        SHORT
    }

    Direction way() {
        return outbound ? Direction.OUTBOUND : Direction.INBOUND;
    }
}
