package viridian.vswitch.security;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import viridian.vswitch.packet.IpPrefix;

/** Addresses of one IP version, made ready for the frame path: a list of any length costs a binary search. */
final class AddressSet {

    /** Ranges that do not overlap, in order: first and last address, upper and lower half. */
    private final long[] firstHigh;

    private final long[] firstLow;
    private final long[] lastHigh;
    private final long[] lastLow;

    AddressSet(List<IpPrefix> prefixes) {
        List<IpPrefix> ranges = withoutNested(prefixes);
        firstHigh = ranges.stream().mapToLong(range -> range.base().high()).toArray();
        firstLow = ranges.stream().mapToLong(range -> range.base().low()).toArray();
        lastHigh = ranges.stream().mapToLong(range -> range.highest().high()).toArray();
        lastLow = ranges.stream().mapToLong(range -> range.highest().low()).toArray();
    }

    /** Of two prefixes that overlap one holds the other. */
    private static List<IpPrefix> withoutNested(List<IpPrefix> prefixes) {
        List<IpPrefix> sorted = new ArrayList<>(prefixes);
        sorted.sort(Comparator.comparing(IpPrefix::base).thenComparingInt(IpPrefix::length));
        List<IpPrefix> ranges = new ArrayList<>();
        for (IpPrefix prefix : sorted) {
            if (ranges.isEmpty() || !ranges.getLast().contains(prefix.base())) ranges.add(prefix);
        }
        return ranges;
    }

    boolean isEmpty() {
        return firstHigh.length == 0;
    }

    boolean contains(long high, long low) {
        int from = 0;
        int to = firstHigh.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (isAtMost(firstHigh[middle], firstLow[middle], high, low)) from = middle + 1;
            else to = middle;
        }
        return from > 0 && isAtMost(high, low, lastHigh[from - 1], lastLow[from - 1]);
    }

    private static boolean isAtMost(long high, long low, long otherHigh, long otherLow) {
        int upper = Long.compareUnsigned(high, otherHigh);
        return upper < 0 || (upper == 0 && Long.compareUnsigned(low, otherLow) <= 0);
    }
}
