@NullMarked
package viridian.partitions;

import org.jspecify.annotations.NullMarked;
