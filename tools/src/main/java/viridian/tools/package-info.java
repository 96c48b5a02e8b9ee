@NullMarked
package viridian.tools;

import org.jspecify.annotations.NullMarked;
