package viridian.vswitch.mirror;

/** Which frames of a source are copied; in is into the switch. */
public enum MirrorDirection {
    /** What comes in there, as it was received. */
    INGRESS,
    /** What leaves there, as it was sent. */
    EGRESS,
    BOTH;

    boolean comingIn() {
        return this != EGRESS;
    }

    boolean goingOut() {
        return this != INGRESS;
    }
}
