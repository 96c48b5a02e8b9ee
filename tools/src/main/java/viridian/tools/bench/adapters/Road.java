package viridian.tools.bench.adapters;

/** A way from a sender to a receiver, ready to be measured. Belongs to one thread, which does not carry anything itself. */
interface Road extends AutoCloseable {

    /**
     * Carries frames, as fast as receiver and buffers allow, and returns when the last has arrived.
     *
     * @throws IllegalStateException if they do not arrive
     */
    void carry(int frames);

    /**
     * Sends one frame while everybody sleeps.
     *
     * @return nanoseconds from the sender's driver being handed the frame to the receiver being handed it; -1 where nobody
     *     sleeps
     */
    long lone();

    /** What all that has cost so far. */
    Cost cost();

    /** Processor time spent on it in other processes so far, nanoseconds. */
    default long nanosElsewhere() {
        return 0;
    }

    @Override
    void close();
}
