@NullMarked
package viridian.synthetic;

import org.jspecify.annotations.NullMarked;
