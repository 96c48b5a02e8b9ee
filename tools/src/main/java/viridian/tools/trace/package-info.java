/** Frames put together to be asked about, and what a capture tells of each. */
@NullMarked
package viridian.tools.trace;

import org.jspecify.annotations.NullMarked;
