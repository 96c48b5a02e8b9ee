@NullMarked
package viridian.partitions.pci;

import org.jspecify.annotations.NullMarked;
