@NullMarked
package viridian.partitions.vmbus;

import org.jspecify.annotations.NullMarked;
