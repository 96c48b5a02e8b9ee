package viridian.tools.bench.adapters;

import viridian.partitions.Partition;
import viridian.vswitch.nic.Nic;

/** A guest with one adapter that works. */
interface Guest {

    Partition partition();

    /** The guest's half of the adapter. */
    Nic driver();

    /** What the adapter has cost so far, both halves; context switches excepted. */
    Cost cost();
}
