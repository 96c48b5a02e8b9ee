package viridian.lab.host;

import java.util.function.LongSupplier;
import viridian.lab.check.Arrived;

/** Notes datagrams of one port as they arrive. Written by one thread, read by any. */
final class ArrivalClock {

    private final LongSupplier nanoTime;
    private int datagrams;
    private long first;
    private long last;

    ArrivalClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One more is there. */
    synchronized void tick() {
        last = nanoTime.getAsLong();
        if (datagrams++ == 0) first = last;
    }

    synchronized Arrived look() {
        return new Arrived(datagrams, last - first);
    }
}
