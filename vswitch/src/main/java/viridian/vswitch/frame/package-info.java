/** Ethernet and 802.1Q: what a frame is, and the places it can be handed to. Knows no other package. */
@NullMarked
package viridian.vswitch.frame;

import org.jspecify.annotations.NullMarked;
