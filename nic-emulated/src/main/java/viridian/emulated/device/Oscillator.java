package viridian.emulated.device;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What makes time pass for an adapter: its timer (CSR11) and its automatic polling (CSR0) count by it. */
public interface Oscillator {

    /** One that does not swing: timers stand still. */
    Oscillator STANDING = new Oscillator() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void after(long nanos, Runnable work) {}
    };

    /** Nanoseconds from any beginning. */
    long nanoTime();

    /** Runs work once after so many nanoseconds; never within this call, and without waiting for the adapter. */
    void after(long nanos, Runnable work);

    /** Time by this clock, work on this executor. */
    static Oscillator of(LongSupplier nanoTime, ScheduledExecutorService ticker) {
        return of(nanoTime, ticker, Runnable::run);
    }

    /**
     * Time by this clock, as this executor keeps it, which only hands the work on.
     *
     * @param worker does the work; one that forgets it has time stand still
     */
    static Oscillator of(LongSupplier nanoTime, ScheduledExecutorService ticker, Executor worker) {
        return new Oscillator() {
            @Override
            public long nanoTime() {
                return nanoTime.getAsLong();
            }

            @Override
            public void after(long nanos, Runnable work) {
                var _ = ticker.schedule(() -> worker.execute(work), nanos, TimeUnit.NANOSECONDS);
            }
        };
    }
}
