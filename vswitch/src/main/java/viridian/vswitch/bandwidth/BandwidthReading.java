package viridian.vswitch.bandwidth;

import java.util.Locale;

/**
 * What a port was due in the last seconds and what it got. Rates are bits per second of frames without tag and check
 * sequence.
 *
 * @param port whose traffic, by name; {@link #DEFAULT_FLOW} for all ports without a minimum
 * @param limit what was asked for: "maximum to send", "maximum to receive", "minimum on uplink nic0"
 * @param bitsPerSecond the maximum, or the minimum
 * @param seconds how long was measured, ten at most
 * @param offered what came
 * @param due what should have passed: all that came, but no more than the maximum, or than the fair share of the uplink
 * @param passed what did pass
 * @param droppedFrames how many frames were dropped for this limit, ever
 */
public record BandwidthReading(
        String port,
        String limit,
        long bitsPerSecond,
        double seconds,
        long offered,
        long due,
        long passed,
        long droppedFrames) {

    /** Stands for a port's name: what all ports without a minimum send. */
    public static final String DEFAULT_FLOW = "(default flow)";

    /** How far what passed is from what was due, in per cent of it; negative if too little passed. */
    public double errorPercent() {
        return due == 0 ? 0 : 100.0 * (passed - due) / due;
    }

    /** One line for a person. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "%s, %s %s: in the last %.1f s %s came, %s were due, %s passed, error %+.2f %%",
                port,
                limit,
                words(bitsPerSecond),
                seconds,
                words(offered),
                words(due),
                words(passed),
                errorPercent());
    }

    private static String words(long bitsPerSecond) {
        if (bitsPerSecond >= 1_000_000_000) return String.format(Locale.ROOT, "%.3f Gbit/s", bitsPerSecond / 1e9);
        if (bitsPerSecond >= 1_000_000) return String.format(Locale.ROOT, "%.3f Mbit/s", bitsPerSecond / 1e6);
        return String.format(Locale.ROOT, "%.3f kbit/s", bitsPerSecond / 1e3);
    }
}
