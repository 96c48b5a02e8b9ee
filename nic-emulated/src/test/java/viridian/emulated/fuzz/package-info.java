@NullMarked
package viridian.emulated.fuzz;

import org.jspecify.annotations.NullMarked;
