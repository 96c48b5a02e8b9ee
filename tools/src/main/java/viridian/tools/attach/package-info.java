/** What a port of the switch is attached to, as written on the command line. */
@NullMarked
package viridian.tools.attach;

import org.jspecify.annotations.NullMarked;
