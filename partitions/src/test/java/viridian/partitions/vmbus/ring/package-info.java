@NullMarked
package viridian.partitions.vmbus.ring;

import org.jspecify.annotations.NullMarked;
