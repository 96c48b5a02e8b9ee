package viridian.vswitch.acl;

import java.util.Locale;

/** Which way a frame goes, as the guest behind the port sees it. */
public enum Direction {
    /** To the guest: out of the switch. */
    INBOUND,
    /** From the guest: into the switch. */
    OUTBOUND,
    /** Either. */
    BOTH;

    /** Whether a rule of this direction is asked about frames that go one way, {@link #INBOUND} or {@link #OUTBOUND}. */
    boolean includes(Direction way) {
        return this == BOTH || this == way;
    }

    /** As rules are written: inbound. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
