package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.Ipv4;
import viridian.vswitch.frame.Frame;

/**
 * Where packets are made: one buffer for the longest datagram, with room for the headers in front.
 *
 * <p>Who sends writes the payload at {@link #PAYLOAD_AT} of {@link #memory()} and calls {@link #send}. Adapters copy
 * what they take, so a datagram is cut in place: each fragment's headers are written over the end of the fragment
 * before it, which has left already.
 */
final class Ipv4Output {

    /** Where a packet's payload begins, behind Ethernet and IPv4 headers. */
    static final int PAYLOAD_AT = Frame.HEADER_BYTES + Ipv4.HEADER_BYTES;

    private static final int TIME_TO_LIVE = 128; // our choice: what the guests of the time put in
    private static final int FRAGMENT_UNIT = 8;

    // Our choice: a packet cut or built by an adapter for its host counts in the upper half, so a capture shows who.
    private static final int IDENTIFICATIONS = 0x7FFF;

    private final MemorySegment memory =
            MemorySegment.ofArray(new byte[Frame.HEADER_BYTES + Ipv4.LONGEST_PACKET_BYTES]);
    private final StackCounters counters;
    private int identification;

    Ipv4Output(StackCounters counters, int firstIdentification) {
        this.counters = counters;
        this.identification = firstIdentification;
    }

    MemorySegment memory() {
        return memory;
    }

    /**
     * Sends the payload that is in place, cut into fragments if it must be and may.
     *
     * @param length of the payload, bytes
     */
    Sent send(Route route, int to, int protocol, int length, boolean dontFragment) {
        identification = identification + 1 & IDENTIFICATIONS;
        if (Ipv4.HEADER_BYTES + length <= route.by().mtu()) {
            return sendPart(route, to, protocol, 0, length, dontFragment ? Ipv4.DONT_FRAGMENT : 0);
        }
        if (!dontFragment) return sendFragments(route, to, protocol, length);
        counters.drop(StackDrop.TOO_LONG);
        return Sent.TOO_LONG;
    }

    private Sent sendFragments(Route route, int to, int protocol, int length) {
        int most = (route.by().mtu() - Ipv4.HEADER_BYTES) / FRAGMENT_UNIT * FRAGMENT_UNIT;
        Sent sent = Sent.LEFT;
        for (int done = 0; done < length && sent.isUnderWay(); done += most) {
            int part = Math.min(most, length - done);
            int more = done + part < length ? Ipv4.MORE_FRAGMENTS : 0;
            sent = sendPart(route, to, protocol, done, part, more | done / FRAGMENT_UNIT);
        }
        return sent;
    }

    private Sent sendPart(Route route, int to, int protocol, int begin, int length, int flagsAndOffset) {
        NetworkInterface by = route.by();
        int total = Ipv4.HEADER_BYTES + length;
        long header = begin + (long) Frame.HEADER_BYTES;
        Ipv4.writeHeader(
                memory, header, total, identification, flagsAndOffset, TIME_TO_LIVE, protocol, by.addressBits(), to);
        return by.send(route.nextHop(to), memory, begin, Frame.HEADER_BYTES + total);
    }
}
