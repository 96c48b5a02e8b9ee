@NullMarked
package viridian.tools.child;

import org.jspecify.annotations.NullMarked;
