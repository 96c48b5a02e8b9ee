package viridian.vswitch.loop.rstp;

/** What a port is in the spanning tree (IEEE 802.1D-2004 section 17.7). */
public enum PortRole {
    DISABLED("disabled"),
    /** Another way to the root: takes over when the root port fails. */
    ALTERNATE("alternate"),
    /** A second way to a segment this bridge serves already. */
    BACKUP("backup"),
    /** The best way to the root. */
    ROOT("root"),
    /** Serves its segment: the segment's way to the root. */
    DESIGNATED("designated");

    private final String word;

    PortRole(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
