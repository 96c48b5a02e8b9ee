package viridian.partitions;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often a processor left its guest, for what, and how long it was away: what emulation costs, and synthetic devices
 * save. Written by the processor as it goes, without making objects; read by any thread.
 */
public final class Exits {

    private final Map<ExitKind, AtomicLong> counts = zeroes();
    private final Map<ExitKind, AtomicLong> nanos = zeroes();

    Exits() {}

    private static Map<ExitKind, AtomicLong> zeroes() {
        Map<ExitKind, AtomicLong> zeroes = new EnumMap<>(ExitKind.class);
        for (ExitKind kind : ExitKind.ALL) zeroes.put(kind, new AtomicLong());
        return zeroes;
    }

    private static AtomicLong of(Map<ExitKind, AtomicLong> values, ExitKind kind) {
        return Objects.requireNonNull(values.get(kind));
    }

    /** When an exit begins; for {@link #end}. */
    public long begin() {
        return System.nanoTime();
    }

    /** The guest goes on, after an exit that began then. */
    public void end(ExitKind kind, long began) {
        add(kind, 1, System.nanoTime() - began);
    }

    void add(ExitKind kind, long exits, long time) {
        of(counts, kind).getAndAdd(exits);
        of(nanos, kind).getAndAdd(time);
    }

    void add(Exits other) {
        for (ExitKind kind : ExitKind.ALL) add(kind, other.count(kind), other.nanos(kind));
    }

    /** Exits of this kind. */
    public long count(ExitKind kind) {
        return of(counts, kind).get();
    }

    /** How long all exits of this kind took, in nanoseconds. */
    public long nanos(ExitKind kind) {
        return of(nanos, kind).get();
    }

    /** All exits. */
    public long count() {
        return sum(counts);
    }

    /** How long all exits took, in nanoseconds. */
    public long nanos() {
        return sum(nanos);
    }

    private static long sum(Map<ExitKind, AtomicLong> values) {
        return values.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** Each kind that happened, with its number and the mean time: "IO_PORT 12 (300 ns)". */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (ExitKind kind : ExitKind.ALL) {
            if (count(kind) == 0) continue;
            if (!text.isEmpty()) text.append(", ");
            text.append("%s %d (%d ns)".formatted(kind, count(kind), nanos(kind) / count(kind)));
        }
        return text.toString();
    }
}
