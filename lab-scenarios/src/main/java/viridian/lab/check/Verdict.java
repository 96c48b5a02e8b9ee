package viridian.lab.check;

/** What has become of a claim. */
public enum Verdict {
    HOLDS,
    FAILS,
    /** It is about a command in a machine, and there are none to run commands in unless the lab is real. */
    NEEDS_REAL
}
