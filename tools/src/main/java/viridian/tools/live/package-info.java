/** A switch alone, in the foreground: what is plugged into it, and what it answers about itself. */
@NullMarked
package viridian.tools.live;

import org.jspecify.annotations.NullMarked;
