/** The bus between a partition and its parent: offers, channels, shared memory, signals. What a channel says is not its business. */
@NullMarked
package viridian.partitions.vmbus;

import org.jspecify.annotations.NullMarked;
