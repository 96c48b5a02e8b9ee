/** Text for a person at a terminal. */
@NullMarked
package viridian.tools.text;

import org.jspecify.annotations.NullMarked;
