package viridian.tools.child;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks for work again and again: at once while there is some, a moment longer in case more comes, then in pauses that grow,
 * so that a child at rest costs about one look in a thousandth of a second.
 */
final class Poll implements Runnable {

    /** Looks without result before the first pause: some 20 microseconds, about what a pause takes to end. */
    private static final int SPINS = 300;

    private static final long FIRST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    private final Look look;

    /** What a look can find. */
    enum Found {
        SOMETHING,
        NOTHING,
        /** There will never be anything again. */
        END
    }

    /** A look for work, and the work. */
    @FunctionalInterface
    interface Look {

        /**
         * Looks once.
         *
         * @param isResting whether a pause has just ended
         */
        Found look(boolean isResting);
    }

    Poll(Look look) {
        this.look = look;
    }

    @Override
    public void run() {
        int idle = 0;
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            Found found = look.look(pause == LONGEST_PAUSE_NANOS);
            if (found == Found.END) return;
            if (found == Found.SOMETHING) {
                idle = 0;
                pause = FIRST_PAUSE_NANOS;
            } else if (idle < SPINS) {
                idle++;
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(pause);
                pause = Math.min(LONGEST_PAUSE_NANOS, pause + (pause >> 2));
            }
        }
    }
}
