package viridian.partitions.hypercall;

import java.lang.foreign.MemorySegment;
import viridian.partitions.Partition;

/** What the hypervisor does for one call code. */
@FunctionalInterface
public interface Hypercall {

    /**
     * Runs on the calling processor.
     *
     * @param caller the partition that asks
     * @param input a private copy of the input, so that it can be checked and used; valid until this returns
     */
    HypercallStatus call(Partition caller, MemorySegment input);
}
