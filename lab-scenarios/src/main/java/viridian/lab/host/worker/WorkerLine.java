package viridian.lab.host.worker;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import viridian.partitions.pci.InterruptLine;

/** The line of an adapter in a worker process, on this side: counted on its way to the guest's processor. */
final class WorkerLine implements InterruptLine {

    private final LongAdder raised = new LongAdder();
    private volatile @Nullable InterruptLine to;

    void lead(InterruptLine line) {
        to = line;
    }

    /** How often it rose. */
    long raised() {
        return raised.sum();
    }

    @Override
    public void raise() {
        raised.increment();
        InterruptLine line = to;
        if (line != null) line.raise();
    }

    @Override
    public void lower() {
        InterruptLine line = to;
        if (line != null) line.lower();
    }
}
