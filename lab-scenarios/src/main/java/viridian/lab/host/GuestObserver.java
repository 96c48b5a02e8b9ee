package viridian.lab.host;

import java.io.IOException;
import viridian.partitions.Partition;

/** Told of each guest of a lab, so that it can be looked at from its first message on. */
@FunctionalInterface
public interface GuestObserver {

    /** Looks at nothing. */
    GuestObserver NOBODY = guest -> {};

    /**
     * A child partition was made, and has not booted yet.
     *
     * @throws IOException if the observer cannot look on; the lab does not come up then
     */
    void born(Partition guest) throws IOException;

    /** A legacy adapter of a guest was put in its place. */
    default void plugged(AdapterMeter adapter) {}

    /** A worker process has ended before its guest. */
    default void workerEnded(String sentence) {
        System.err.println("lab: " + sentence);
    }
}
