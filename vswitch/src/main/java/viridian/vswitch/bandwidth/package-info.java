/** How much a port may send and receive, and what it is sure of when a link is crowded. */
@NullMarked
package viridian.vswitch.bandwidth;

import org.jspecify.annotations.NullMarked;
