/** The PCI bus of a partition: configuration space, I/O ports and interrupt lines, each access an intercept. */
@NullMarked
package viridian.partitions.pci;

import org.jspecify.annotations.NullMarked;
