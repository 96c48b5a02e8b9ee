package viridian.partitions.pci;

import org.jspecify.annotations.Nullable;
import viridian.partitions.VirtualProcessor;

/**
 * A line through the interrupt controller to a processor. Level triggered: when a handler is done and the line is still
 * up, the handler is called again; when the line fell before the processor got to it, nothing is delivered.
 */
final class LevelInterrupt implements InterruptLine {

    private final VirtualProcessor processor;
    private final int vector;
    private volatile boolean up;
    private volatile @Nullable Runnable handler;

    LevelInterrupt(VirtualProcessor processor, int vector) {
        this.processor = processor;
        this.vector = vector;
        processor.onInterrupt(vector, this::deliver);
    }

    int vector() {
        return vector;
    }

    @Override
    public void raise() {
        if (up) return;
        up = true;
        processor.interrupt(vector);
    }

    @Override
    public void lower() {
        up = false;
    }

    /** The guest's handler, or null to mask the line; one that is up already is delivered. */
    void connect(@Nullable Runnable handler) {
        this.handler = handler;
        if (up) processor.interrupt(vector);
    }

    private void deliver() {
        Runnable served = handler;
        if (!up || served == null) return;
        served.run();
        if (up) processor.interrupt(vector);
    }
}
