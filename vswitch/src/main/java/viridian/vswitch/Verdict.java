package viridian.vswitch;

/** What an extension decides about a frame. */
public enum Verdict {
    /** Carry on. */
    PASS,

    /** Drop it, as {@link DropReason#FILTERED}. */
    DROP,

    /** The extension has dealt with it: it goes no further, and is not lost. */
    TAKEN
}
