/** The synthetic interrupt controller of a virtual processor: message slots and event flags in guest memory. */
@NullMarked
package viridian.partitions.synic;

import org.jspecify.annotations.NullMarked;
