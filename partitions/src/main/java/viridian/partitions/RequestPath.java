package viridian.partitions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of a partition's device requests to the root, which owns the devices: through the partition's parent, its
 * parent, and so on. The way back is short, the hypervisor interrupts the guest itself.
 *
 * <p>A step costs what it costs on a real machine: an exit of the partition passed through, and for a synthetic device's
 * signal, which does not wait, a turn of its processor. Whoever {@linkplain #watch watches} is told each step; otherwise
 * nothing makes an object.
 */
public final class RequestPath {

    private final Partition origin;
    /** From the origin's parent to the root. */
    private final List<Partition> above = new ArrayList<>();

    private final AtomicLong requests = new AtomicLong();
    private volatile @Nullable Consumer<Hop> watcher;

    RequestPath(Partition origin) {
        this.origin = origin;
        for (Partition next = origin.parent(); next != null; next = next.parent()) above.add(next);
    }

    /** Where it leads. */
    Partition root() {
        return above.isEmpty() ? origin : above.getLast();
    }

    /** Has each step told to somebody, by whatever processor makes it. */
    public void watch(Consumer<Hop> watcher) {
        this.watcher = watcher;
    }

    /** Nobody is told any more. */
    public void ignore() {
        watcher = null;
    }

    /**
     * How to ask for something that is not waited for: what is returned has the bell rung, after every partition in
     * between had its turn. Asking again while a request is on its way adds nothing to it.
     *
     * @param atRoot rings on the root's processor
     */
    public Runnable to(Doorbell atRoot) {
        Doorbell next = atRoot;
        for (int step = above.size() - 1; step > 0; step--) next = passing(step, next);
        Doorbell first = next;
        return () -> {
            if (watcher != null) requests.incrementAndGet();
            tell(0, ExitKind.HYPERCALL);
            first.ring();
        };
    }

    private Doorbell passing(int step, Doorbell next) {
        VirtualProcessor processor = above.get(step - 1).processor(0);
        return new Doorbell(processor, () -> {
            long began = processor.exits().begin();
            tell(step, ExitKind.HYPERCALL);
            next.ring();
            processor.exits().end(ExitKind.NESTED, began);
        });
    }

    /** A request that is waited for sets out, and is at the root when this returns. */
    void setOut(ExitKind kind) {
        if (watcher == null) return;
        requests.incrementAndGet();
        for (int step = 0; step < above.size(); step++) tell(step, kind);
    }

    /** The answer is back, after so many nanoseconds: everybody in between was busy with it for as long. */
    void isBack(long nanos) {
        for (int i = 0; i < above.size() - 1; i++) {
            above.get(i).processor(0).exits().add(ExitKind.NESTED, 1, nanos);
        }
    }

    private void tell(int step, ExitKind kind) {
        Consumer<Hop> told = watcher;
        if (told == null) return;
        Partition from = step == 0 ? origin : above.get(step - 1);
        told.accept(new Hop(requests.get(), kind, from.name(), above.get(step).name(), System.nanoTime()));
    }
}
