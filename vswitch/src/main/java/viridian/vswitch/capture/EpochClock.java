package viridian.vswitch.capture;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The time of day as capture files have it: nanoseconds since 1970, by this machine's clock. */
public final class EpochClock implements LongSupplier {

    @Override
    public long getAsLong() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
