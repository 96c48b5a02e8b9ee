/** How a running switch is asked and told: one JSON object per line over a UNIX socket. */
@NullMarked
package viridian.tools.control;

import org.jspecify.annotations.NullMarked;
