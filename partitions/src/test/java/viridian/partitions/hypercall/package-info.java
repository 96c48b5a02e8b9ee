@NullMarked
package viridian.partitions.hypercall;

import org.jspecify.annotations.NullMarked;
