package viridian.vswitch.team.lacp;

import java.util.ArrayList;
import java.util.List;

/**
 * What a system says about one end of a link, in eight bits (IEEE 802.1AX-2008 section 5.4.2.2 m).
 *
 * @param bits bit 0 is {@link Bit#ACTIVE}
 */
public record LacpState(int bits) {

    /** The bits, lowest first. */
    public enum Bit {
        /** Sends LACPDUs unasked. */
        ACTIVE(0, "active"),
        /** Wants to hear the other side every second, and gives it up after three. */
        SHORT_TIMEOUT(1, "short timeout"),
        /** The link may be one of several; otherwise it is used alone. */
        AGGREGATION(2, "aggregation"),
        /** The link is in the aggregate it belongs in. */
        SYNCHRONIZATION(3, "synchronization"),
        /** Frames that arrive are taken. */
        COLLECTING(4, "collecting"),
        /** Frames are sent. */
        DISTRIBUTING(5, "distributing"),
        /** Nothing was heard of the other side: what is said about it is assumed. */
        DEFAULTED(6, "defaulted"),
        /** The other side has fallen silent. */
        EXPIRED(7, "expired");

        private final int mask;
        private final String words;

        Bit(int place, String words) {
            this.mask = 1 << place;
            this.words = words;
        }
    }

    public static final LacpState NONE = new LacpState(0);

    public LacpState {
        if (bits >>> 8 != 0) throw new IllegalArgumentException("more than eight bits: " + bits);
    }

    public static LacpState of(Bit... bits) {
        LacpState state = NONE;
        for (Bit bit : bits) state = state.with(bit, true);
        return state;
    }

    public boolean is(Bit bit) {
        return (bits & bit.mask) != 0;
    }

    public LacpState with(Bit bit, boolean on) {
        return new LacpState(on ? bits | bit.mask : bits & ~bit.mask);
    }

    /** Whether this bit is as in another state. */
    boolean agrees(LacpState other, Bit bit) {
        return is(bit) == other.is(bit);
    }

    /** The bits that are set, in words. */
    @Override
    public String toString() {
        List<String> set = new ArrayList<>();
        for (Bit bit : Bit.values()) {
            if (is(bit)) set.add(bit.words);
        }
        return set.isEmpty() ? "nothing" : String.join(", ", set);
    }
}
