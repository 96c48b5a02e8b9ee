package viridian.tools.bench.adapters;

import viridian.partitions.Partition;
import viridian.vswitch.nic.Nic;

/** A guest with one adapter that works. */
interface Guest extends AutoCloseable {

    Partition partition();

    /** The guest's half of the adapter. */
    Nic driver();

    /** What the adapter has cost so far, both halves; context switches excepted. */
    Cost cost();

    /** Processor time its adapter has had in another process, nanoseconds. */
    default long nanosElsewhere() {
        return 0;
    }

    /** Ends what is not the hypervisor's, after that has ended. */
    @Override
    default void close() {}
}
