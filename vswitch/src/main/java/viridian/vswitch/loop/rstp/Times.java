package viridian.vswitch.loop.rstp;

/**
 * The times a root gives its network, in 1/256 seconds as BPDUs carry them (IEEE 802.1D-2004 sections 9.3.1 and 17.13).
 *
 * @param messageAge how long ago the root said this
 * @param maxAge how old it may become
 * @param helloTime between two repetitions
 * @param forwardDelay how long a port listens, and then learns, where nobody agrees
 */
public record Times(int messageAge, int maxAge, int helloTime, int forwardDelay) {

    /** One second, in the unit of BPDUs. */
    static final int SECOND = 256;

    private static final int LONGEST = 0xFFFF;

    public static Times ofSeconds(int messageAge, int maxAge, int helloTime, int forwardDelay) {
        return new Times(messageAge * SECOND, maxAge * SECOND, helloTime * SECOND, forwardDelay * SECOND);
    }

    /**
     * Brought within the bounds of table 17-1 (a forward delay of nothing would open every loop, a hello time of nothing
     * would age every word at once); a hello time of up to ten seconds is understood, as 802.1D-1998 allowed it.
     */
    Times withinBounds() {
        return new Times(
                messageAge,
                Math.clamp(maxAge, 6 * SECOND, 40 * SECOND),
                Math.clamp(helloTime, SECOND, 10 * SECOND),
                Math.clamp(forwardDelay, 4 * SECOND, 30 * SECOND));
    }

    /** One bridge further on: a second older (section 17.21.25). */
    Times oneBridgeFurther() {
        return new Times(Math.min(messageAge + SECOND, LONGEST), maxAge, helloTime, forwardDelay);
    }

    Times withHelloTime(int hello) {
        return new Times(messageAge, maxAge, hello, forwardDelay);
    }

    /** Whether it is too old to be believed at the next bridge (section 17.21.23). */
    boolean isStale() {
        return seconds(messageAge + SECOND) * SECOND > maxAge;
    }

    int maxAgeSeconds() {
        return seconds(maxAge);
    }

    int helloSeconds() {
        return seconds(helloTime);
    }

    int forwardDelaySeconds() {
        return seconds(forwardDelay);
    }

    private static int seconds(int time) {
        return (time + SECOND / 2) / SECOND;
    }
}
