/** What any bytes at all may do to a partition's parent: fuzz targets, their seeds, and how they are run. */
@NullMarked
package viridian.partitions.fuzz;

import org.jspecify.annotations.NullMarked;
