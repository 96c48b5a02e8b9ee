/** How fast it is: the measurements behind docs/performance.md. */
@NullMarked
package viridian.tools.bench;

import org.jspecify.annotations.NullMarked;
