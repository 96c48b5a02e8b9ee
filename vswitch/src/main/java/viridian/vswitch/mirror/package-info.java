/** Copies of chosen frames to a port of the switch where somebody watches. */
@NullMarked
package viridian.vswitch.mirror;

import org.jspecify.annotations.NullMarked;
