/** The learning switch: ports, who is where, and the order in which layer 2 happens. Knows frames and adapters only. */
@NullMarked
package viridian.vswitch;

import org.jspecify.annotations.NullMarked;
