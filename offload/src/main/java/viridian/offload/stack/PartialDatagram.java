package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import viridian.offload.wire.Ipv4;

/**
 * The fragments of one datagram, each put where it belongs; when whole, it stands in memory as if it had come in one
 * packet. A bit is kept for each eight bytes, the unit in which fragments are placed (RFC 791 section 3.2), as in the
 * procedure given there.
 *
 * <p>A fragment that covers only part of another one is how filters are deceived: it ends the datagram, as RFC 5722
 * section 3 rules for IPv6. One that brings nothing new is put aside.
 */
final class PartialDatagram {

    private static final int UNIT = 8;
    private static final int LONGEST_PAYLOAD = Ipv4.LONGEST_PACKET_BYTES - Ipv4.HEADER_BYTES;
    private static final int UNKNOWN = -1;

    // The header of the first fragment is kept in front of the payload, so that both make one packet.
    private static final int PAYLOAD_AT = Ipv4.LONGEST_HEADER_BYTES;

    private final MemorySegment memory = MemorySegment.ofArray(new byte[PAYLOAD_AT + LONGEST_PAYLOAD]);
    private final long[] units = new long[(LONGEST_PAYLOAD / UNIT + Long.SIZE) / Long.SIZE];

    private @Nullable NetworkInterface on;
    private int source;
    private int destination;
    private int protocol;
    private int identification;
    private boolean forMany;
    private long deadline = Long.MAX_VALUE;

    private int headerLength;
    private int firstLength;
    private int length;
    private int reach;
    private int present;

    boolean isFree() {
        return on == null;
    }

    /** When the wait ends; never while this place is free. */
    long deadline() {
        return deadline;
    }

    /** RFC 791 section 3.2: fragments belong together that agree in addresses, protocol and identification. */
    boolean isPartOfIt(Ipv4Packet fragment) {
        return on == fragment.on()
                && source == fragment.source()
                && destination == fragment.destination()
                && protocol == fragment.protocol()
                && identification == Ipv4.identification(fragment.memory(), fragment.at());
    }

    /** Begins to wait for the rest of this fragment's datagram, which {@link #add} has still to be given. */
    void begin(Ipv4Packet fragment, long deadline) {
        on = fragment.on();
        source = fragment.source();
        destination = fragment.destination();
        protocol = fragment.protocol();
        identification = Ipv4.identification(fragment.memory(), fragment.at());
        forMany = false;
        this.deadline = deadline;
        headerLength = UNKNOWN;
        length = UNKNOWN;
        reach = 0;
        present = 0;
        Arrays.fill(units, 0);
    }

    void end() {
        on = null;
        deadline = Long.MAX_VALUE;
    }

    /** Whether this can be part of no datagram at all, whatever else has come. */
    static boolean isImpossible(Ipv4Packet fragment) {
        int length = fragment.payloadLength();
        boolean last = !Ipv4.moreFragments(fragment.memory(), fragment.at());
        return length == 0
                || (!last && length % UNIT != 0)
                || fragment.headerLength() + begin(fragment) + length > Ipv4.LONGEST_PACKET_BYTES;
    }

    /** Puts a fragment into its place; otherwise says why not. */
    @Nullable
    StackDrop add(Ipv4Packet fragment) {
        int begin = begin(fragment);
        int end = begin + fragment.payloadLength();
        boolean last = !Ipv4.moreFragments(fragment.memory(), fragment.at());
        if (contradicts(begin == 0 ? fragment.headerLength() : headerLength, end, last)) return StackDrop.BAD_FRAGMENT;
        int known = known(begin, end);
        if (known == unitsUpTo(end) - begin / UNIT) return StackDrop.DUPLICATE_FRAGMENT;
        if (known > 0) return StackDrop.OVERLAPPING_FRAGMENT;
        put(fragment, begin, end);
        if (last) length = end;
        return null;
    }

    boolean isWhole() {
        return on != null && length != UNKNOWN && present == unitsUpTo(length);
    }

    /** Whether the first fragment is there, which an error about the datagram has to quote. */
    boolean hasBeginning() {
        return headerLength != UNKNOWN;
    }

    /** Shows the whole datagram as one packet. */
    Ipv4Packet showWhole() {
        return show(length);
    }

    /** Shows the first fragment. */
    Ipv4Packet showBeginning() {
        return show(firstLength);
    }

    private Ipv4Packet show(int payloadLength) {
        NetworkInterface at = on;
        if (at == null || !hasBeginning()) throw new IllegalStateException("no first fragment to show");
        int header = PAYLOAD_AT - headerLength;
        Ipv4.rewrite(memory, header, headerLength + payloadLength, identification, 0);
        return at.seat().show(memory, header, forMany);
    }

    /** Whether a fragment up to {@code end} cannot belong to what has come, below a header of this length. */
    private boolean contradicts(int header, int end, boolean last) {
        if (header + Math.max(end, reach) > Ipv4.LONGEST_PACKET_BYTES) return true;
        if (last) return reach > end || (length != UNKNOWN && length != end);
        return length != UNKNOWN && end >= length;
    }

    private void put(Ipv4Packet fragment, int begin, int end) {
        MemorySegment.copy(fragment.memory(), fragment.payloadAt(), memory, PAYLOAD_AT + (long) begin, end - begin);
        for (int unit = begin / UNIT; unit < unitsUpTo(end); unit++) units[unit / Long.SIZE] |= 1L << unit;
        present += unitsUpTo(end) - begin / UNIT;
        reach = Math.max(reach, end);
        forMany |= fragment.forMany();
        if (begin == 0) keepHeader(fragment);
    }

    private void keepHeader(Ipv4Packet first) {
        headerLength = first.headerLength();
        firstLength = first.payloadLength();
        MemorySegment.copy(first.memory(), first.at(), memory, PAYLOAD_AT - (long) headerLength, headerLength);
    }

    private int known(int begin, int end) {
        int known = 0;
        for (int unit = begin / UNIT; unit < unitsUpTo(end); unit++) {
            if ((units[unit / Long.SIZE] & 1L << unit) != 0) known++;
        }
        return known;
    }

    private static int begin(Ipv4Packet fragment) {
        return Ipv4.fragmentOffset(fragment.memory(), fragment.at());
    }

    private static int unitsUpTo(int end) {
        return (end + UNIT - 1) / UNIT;
    }
}
