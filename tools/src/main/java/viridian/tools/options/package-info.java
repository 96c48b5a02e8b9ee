/** Settings as an administrator writes them, {@code key=value}: the same on the command line, in a file and in JSON. */
@NullMarked
package viridian.tools.options;

import org.jspecify.annotations.NullMarked;
