package viridian.emulated.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time as a variable: work is done when the test lets its moment come. */
final class Swing implements Oscillator {

    private record Due(long at, Runnable work) {}

    private final List<Due> dues = new ArrayList<>();
    private long now;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void after(long nanos, Runnable work) {
        dues.add(new Due(now + nanos, work));
    }

    /** Lets time pass, and what is due in it happen, each at its moment. */
    void pass(long nanos) {
        long end = now + nanos;
        for (Due next = next(end); next != null; next = next(end)) {
            dues.remove(next);
            now = next.at;
            next.work.run();
        }
        now = end;
    }

    private @org.jspecify.annotations.Nullable Due next(long end) {
        return dues.stream()
                .filter(due -> due.at <= end)
                .min(Comparator.comparingLong(Due::at))
                .orElse(null);
    }

    /** How much is still to come. */
    int waiting() {
        return dues.size();
    }
}
