/** A process outside this one as a child partition: an adapter whose channel lies in a file both have mapped. */
@NullMarked
package viridian.tools.child;

import org.jspecify.annotations.NullMarked;
