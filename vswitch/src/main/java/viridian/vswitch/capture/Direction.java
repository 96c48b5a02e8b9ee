package viridian.vswitch.capture;

/** Which way a frame went at a port. */
public enum Direction {
    /** It came into the switch. */
    IN(1),

    /** It left the switch. */
    OUT(2),

    /** The port refused it. If it was refused on its way in, there is a record of its coming in, too. */
    DROPPED(0);

    /** Bits 1:0 of the flags word: inbound, outbound, or nothing said (pcapng draft section 4.3.1). */
    private final int flags;

    Direction(int flags) {
        this.flags = flags;
    }

    int flags() {
        return flags;
    }
}
