@NullMarked
package viridian.emulated;

import org.jspecify.annotations.NullMarked;
