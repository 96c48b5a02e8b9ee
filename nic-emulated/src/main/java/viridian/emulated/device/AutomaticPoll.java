package viridian.emulated.device;

/**
 * The automatic polling of CSR0: a suspended transmit process looks into its list by itself from time to time (21140A
 * Hardware Reference Manual, section 3.2.2.1, TAP). Guarded by the adapter's lock.
 */
final class AutomaticPoll {

    /** Nanoseconds between two looks, by the three bits of CSR0; 0 is never. */
    private static final long[] PERIODS = {0, 200_000, 800_000, 1_600_000, 12_800, 25_600, 51_200, 102_400};

    /** Our choice: the most often a guest may have the host wake up for it. */
    private static final long SHORTEST_NANOS = 200_000;

    private final Oscillator oscillator;
    private final Runnable look;
    private long period;
    private boolean armed;

    /** @param look for descriptors to send, by a thread that holds no lock; it calls {@link #looks} first */
    AutomaticPoll(Oscillator oscillator, Runnable look) {
        this.oscillator = oscillator;
        this.look = look;
    }

    /** CSR0 is written. */
    void mode(int busMode) {
        period = PERIODS[(busMode >> Csr.AUTOMATIC_POLL_SHIFT) & (PERIODS.length - 1)];
    }

    /** The process is suspended: it looks again after a while, if it shall. */
    void arm() {
        if (period == 0 || armed) return;
        armed = true;
        oscillator.after(Math.max(period, SHORTEST_NANOS), look);
    }

    /** It looks now; whether it still shall. */
    boolean looks() {
        armed = false;
        return period != 0;
    }
}
