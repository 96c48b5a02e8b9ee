/**
 * The rapid spanning tree protocol, machine by machine (IEEE 802.1D-2004 clause 17). Knows frames, but no switch: time and
 * frames are arguments, and what a bridge does outside itself it does through {@link
 * viridian.vswitch.loop.rstp.Effects}.
 */
@NullMarked
package viridian.vswitch.loop.rstp;

import org.jspecify.annotations.NullMarked;
