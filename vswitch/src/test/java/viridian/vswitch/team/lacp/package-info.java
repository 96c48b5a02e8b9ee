/** Two systems agree on links, in memory and on a clock the tests turn. */
@NullMarked
package viridian.vswitch.team.lacp;

import org.jspecify.annotations.NullMarked;
