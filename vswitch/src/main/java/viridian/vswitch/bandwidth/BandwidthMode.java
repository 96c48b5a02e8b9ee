package viridian.vswitch.bandwidth;

/** How the switch promises ports a minimum; chosen when it is made, as Hyper-V's MinimumBandwidthMode. */
public enum BandwidthMode {
    /** By weight, as nothing here bypasses the switch. */
    DEFAULT("minimum bandwidths by weight"),
    /** A port's minimum is its weight's part of the link. */
    WEIGHT("minimum bandwidths by weight"),
    /** A port's minimum is a number of bits per second. */
    ABSOLUTE("minimum bandwidths in bit/s"),
    /** There are no minimums; maximums hold all the same. */
    NONE("no minimum bandwidths");

    private final String sentence;

    BandwidthMode(String sentence) {
        this.sentence = sentence;
    }

    boolean byWeight() {
        return this == DEFAULT || this == WEIGHT;
    }

    /** To be read after "the switch was made with". */
    String sentence() {
        return sentence;
    }
}
