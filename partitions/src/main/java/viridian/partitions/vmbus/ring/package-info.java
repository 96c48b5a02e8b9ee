/** Packets in a ring of guest memory: one side writes, the other reads, and a signal is spent only where somebody may sleep. */
@NullMarked
package viridian.partitions.vmbus.ring;

import org.jspecify.annotations.NullMarked;
