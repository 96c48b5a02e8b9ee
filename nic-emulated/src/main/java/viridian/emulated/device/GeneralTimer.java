package viridian.emulated.device;

import java.util.concurrent.Executor;

/**
 * CSR11: counts down 16 bits and says so, once or again and again (21140A Hardware Reference Manual, section 3.2.2.12).
 * Guarded by the adapter's lock.
 */
final class GeneralTimer {

    /** Nanoseconds of one count by the clock in use: 100 Mb/s, a transceiver of 10 Mb/s, the serial port. */
    private static final long FAST_UNIT = 81_920;

    private static final long SLOW_UNIT = 819_200;
    private static final long SERIAL_UNIT = 204_800;

    /** Our choice: the most often a guest may have the host wake up for it. */
    private static final long SHORTEST_NANOS = 200_000;

    private static final int ONES = 0xFFFE_0000;
    private static final int COUNT_MASK = 0xFFFF;

    private final Oscillator oscillator;
    private final Executor underLock;
    private final InterruptStatus interrupts;
    private int value;
    private long unit = FAST_UNIT;
    private long begun;
    private boolean running;
    private int round;

    /** @param underLock runs work under the adapter's lock */
    GeneralTimer(Oscillator oscillator, Executor underLock, InterruptStatus interrupts) {
        this.oscillator = oscillator;
        this.underLock = underLock;
        this.interrupts = interrupts;
    }

    /** Stands still, and what was under way says nothing any more. */
    void reset() {
        value = 0;
        running = false;
        round++;
    }

    /**
     * Starts it, or with a count of 0 stops it.
     *
     * @param mode CSR6, which says by which clock
     */
    void write(int start, int mode) {
        reset();
        value = start & (COUNT_MASK | Csr.TIMER_CONTINUOUS);
        unit = unit(mode);
        running = count() != 0;
        if (running) arm();
    }

    /** What is left of the count. */
    int read() {
        return ONES | (value & Csr.TIMER_CONTINUOUS) | (running ? left() : 0);
    }

    private static long unit(int mode) {
        if ((mode & Csr.FAST_PORT) == 0) return SERIAL_UNIT;
        return (mode & Csr.SLOW_THRESHOLDS) != 0 ? SLOW_UNIT : FAST_UNIT;
    }

    private int count() {
        return value & COUNT_MASK;
    }

    private int left() {
        return (int) Math.max(0, count() - (oscillator.nanoTime() - begun) / unit);
    }

    private void arm() {
        begun = oscillator.nanoTime();
        int armed = round;
        oscillator.after(Math.max(count() * unit, SHORTEST_NANOS), () -> underLock.execute(() -> expire(armed)));
    }

    private void expire(int armed) {
        if (armed != round) return;
        interrupts.set(Csr.TIMER_EXPIRED);
        running = (value & Csr.TIMER_CONTINUOUS) != 0;
        if (running) arm();
    }
}
