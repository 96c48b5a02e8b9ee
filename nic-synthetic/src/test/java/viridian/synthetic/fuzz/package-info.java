/** What any bytes at all may do to the two halves of a synthetic adapter: fuzz targets and their seeds. */
@NullMarked
package viridian.synthetic.fuzz;

import org.jspecify.annotations.NullMarked;
