package viridian.partitions.hypercall;

import org.jspecify.annotations.Nullable;
import viridian.partitions.Partition;
import viridian.partitions.PartitionState;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.synic.SynIc;

/**
 * Where a partition can be reached by one other: an interrupt source of one of its processors (Hypervisor Top Level
 * Functional Specification, Ports and Connections). It was made by hypercall, unlike the ports of the buses, which lead
 * into Java.
 *
 * <p>A connection may outlive it, and then leads nowhere.
 */
abstract sealed class Port permits SynIcMessagePort, SynIcEventPort {

    /** As processor index: any that listens (HV_ANY_VP). */
    static final int ANY_PROCESSOR = -1;

    private final Partition owner;
    private final Partition sender;
    private final int source;
    private final int processor;
    private volatile boolean deleted;

    Port(Partition owner, Partition sender, int source, int processor) {
        this.owner = owner;
        this.sender = sender;
        this.source = source;
        this.processor = processor;
    }

    /** Who may connect to it. */
    Partition sender() {
        return sender;
    }

    /** {@link PortCalls#MESSAGE} or {@link PortCalls#EVENT}. */
    abstract int kind();

    /** Makes an id lead here. */
    abstract void connect(ConnectionTable connections, int id);

    int source() {
        return source;
    }

    /** Messages that wait for the owner are lost, and nothing arrives any more. */
    void delete() {
        deleted = true;
    }

    /** Whether there is anything behind it. */
    boolean isAlive() {
        return !deleted && owner.state() == PartitionState.ACTIVE;
    }

    /** Whether it names one processor, and that is not there. */
    boolean isProcessorMissing() {
        return processor != ANY_PROCESSOR && !owner.hasProcessor(processor);
    }

    /** The controller of the processor it names, or of the first that listens; null if none does. */
    @Nullable
    SynIc target() {
        if (processor != ANY_PROCESSOR) return listening(owner.processor(processor));
        for (int i = 0; i < owner.processors(); i++) {
            SynIc found = listening(owner.processor(i));
            if (found != null) return found;
        }
        return null;
    }

    private @Nullable SynIc listening(VirtualProcessor candidate) {
        return candidate.isPresent() && isListening(candidate.synIc()) ? candidate.synIc() : null;
    }

    /** Whether something of this kind would arrive there. */
    abstract boolean isListening(SynIc synIc);

    /** Who receives. */
    Partition owner() {
        return owner;
    }
}
