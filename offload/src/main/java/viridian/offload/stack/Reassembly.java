package viridian.offload.stack;

import org.jspecify.annotations.Nullable;

/**
 * Datagrams of which only fragments have come so far (RFC 791 section 3.2, RFC 1122 section 3.3.2): a few at a time,
 * each for a limited time, so that fragments which never come fill no memory.
 */
final class Reassembly {

    private static final int SLOTS = 8; // our choice: half a megabyte at most
    private static final long LIFE_NANOS = 60_000_000_000L; // RFC 1122 section 3.3.2: between 60 and 120 seconds

    private final @Nullable PartialDatagram[] slots = new @Nullable PartialDatagram[SLOTS];
    private final StackCounters counters;

    Reassembly(StackCounters counters) {
        this.counters = counters;
    }

    /**
     * Takes a fragment.
     *
     * @return the datagram if this was its last missing part: lent until {@link #release}; otherwise null
     */
    @Nullable
    PartialDatagram arrive(Ipv4Packet fragment, long now) {
        if (PartialDatagram.isImpossible(fragment)) {
            counters.drop(StackDrop.BAD_FRAGMENT);
            return null;
        }
        PartialDatagram datagram = find(fragment);
        if (datagram == null) datagram = begin(fragment, now);
        StackDrop refused = datagram.add(fragment);
        if (refused != null) counters.drop(refused);
        if (refused == StackDrop.OVERLAPPING_FRAGMENT || refused == StackDrop.BAD_FRAGMENT) release(datagram);
        return datagram.isWhole() ? datagram : null;
    }

    /** Gives a datagram's place to the next. */
    void release(PartialDatagram datagram) {
        datagram.end();
    }

    /** A datagram whose time is over and which is still not whole, or null. To be released by the caller. */
    @Nullable
    PartialDatagram overdue(long now) {
        for (PartialDatagram slot : slots) {
            if (slot != null && slot.deadline() <= now) return slot;
        }
        return null;
    }

    long deadline() {
        long soonest = Long.MAX_VALUE;
        for (PartialDatagram slot : slots) {
            if (slot != null) soonest = Math.min(soonest, slot.deadline());
        }
        return soonest;
    }

    private @Nullable PartialDatagram find(Ipv4Packet fragment) {
        for (PartialDatagram slot : slots) {
            if (slot != null && slot.isPartOfIt(fragment)) return slot;
        }
        return null;
    }

    private PartialDatagram begin(Ipv4Packet fragment, long now) {
        PartialDatagram slot = free();
        slot.begin(fragment, now + LIFE_NANOS);
        return slot;
    }

    /** A place not in use, or that of the datagram begun first. */
    private PartialDatagram free() {
        PartialDatagram oldest = null;
        for (int i = 0; i < slots.length; i++) {
            PartialDatagram slot = slots[i];
            if (slot == null) {
                slot = new PartialDatagram();
                slots[i] = slot;
            }
            if (slot.isFree()) return slot;
            if (oldest == null || slot.deadline() < oldest.deadline()) oldest = slot;
        }
        if (oldest == null) throw new IllegalStateException("no slots");
        counters.drop(StackDrop.REASSEMBLY_FULL);
        return oldest;
    }
}
