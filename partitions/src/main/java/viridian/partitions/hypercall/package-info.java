/** How a guest asks the hypervisor for something: call codes, statuses, and what connections lead to. */
@NullMarked
package viridian.partitions.hypercall;

import org.jspecify.annotations.NullMarked;
