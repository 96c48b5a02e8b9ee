package viridian.vswitch;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Some of the VLANs 1 to 4094, as people write them: {@code 10-19+30}. Does not change. */
public final class VlanSet {

    /** The highest VLAN; 4095 is reserved (IEEE 802.1Q section 9.6, table 9-2). */
    public static final int HIGHEST = 4094;

    public static final VlanSet NONE = new VlanSet(new long[64]);
    public static final VlanSet ALL = NONE.with(1, HIGHEST);

    /** One bit for each VLAN, so that looking one up is a shift and a mask. */
    private final long[] bits;

    private VlanSet(long[] bits) {
        this.bits = bits;
    }

    public static VlanSet of(int... vlans) {
        VlanSet set = NONE;
        for (int vlan : vlans) set = set.with(vlan, vlan);
        return set;
    }

    /**
     * Reads VLANs and ranges of them, joined by plus signs or commas.
     *
     * @throws IllegalArgumentException if the text names no VLANs between 1 and 4094
     */
    public static VlanSet parse(String text) {
        VlanSet set = NONE;
        for (String part : text.split("[+,]", -1)) {
            String[] ends = part.strip().split("-", 2);
            set = set.with(number(ends[0], text), number(ends[ends.length - 1], text));
        }
        return set;
    }

    private static int number(String digits, String text) {
        String stripped = digits.strip();
        if (!stripped.matches("\\d{1,4}")) {
            throw new IllegalArgumentException("'" + text + "' names no VLANs; a list looks like 10-19+30");
        }
        return Integer.parseInt(stripped);
    }

    /** This set and one VLAN more. */
    public VlanSet with(int vlan) {
        return with(vlan, vlan);
    }

    private VlanSet with(int first, int last) {
        if (last < first) throw new IllegalArgumentException("the range " + first + "-" + last + " runs backwards");
        requireVlan(first);
        requireVlan(last);
        long[] more = bits.clone();
        for (int vlan = first; vlan <= last; vlan++) more[vlan >>> 6] |= 1L << vlan;
        return new VlanSet(more);
    }

    /** @throws IllegalArgumentException if this is not the number of a VLAN */
    static void requireVlan(int vlan) {
        if (vlan < 1 || vlan > HIGHEST) throw new IllegalArgumentException("VLANs are 1 to 4094, not " + vlan);
    }

    /** Whether a VLAN of 0 to 4095 is one of these. */
    public boolean contains(int vlan) {
        return (bits[vlan >>> 6] & (1L << vlan)) != 0;
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /** The VLANs, lowest first. */
    public IntStream stream() {
        return BitSet.valueOf(bits).stream();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VlanSet set && Arrays.equals(bits, set.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        BitSet vlans = BitSet.valueOf(bits);
        StringBuilder text = new StringBuilder();
        for (int first = vlans.nextSetBit(0); first >= 0; ) {
            int end = vlans.nextClearBit(first);
            if (!text.isEmpty()) text.append('+');
            text.append(first);
            if (end - first > 1) text.append('-').append(end - 1);
            first = vlans.nextSetBit(end);
        }
        return text.toString();
    }
}
