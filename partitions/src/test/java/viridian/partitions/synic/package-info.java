@NullMarked
package viridian.partitions.synic;

import org.jspecify.annotations.NullMarked;
