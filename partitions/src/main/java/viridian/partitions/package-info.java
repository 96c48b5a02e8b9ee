/** Machines without any network: memory, processors, and the buses a device can be reached by. */
@NullMarked
package viridian.partitions;

import org.jspecify.annotations.NullMarked;
