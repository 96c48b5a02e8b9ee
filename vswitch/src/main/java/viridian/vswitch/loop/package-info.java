/**
 * Keeps frames from going round: what becomes of BPDUs at each port, probes that find loops no bridge tells of, and the rapid
 * spanning tree with neighbouring bridges ({@link viridian.vswitch.loop.rstp}). Knows the switch and frames.
 */
@NullMarked
package viridian.vswitch.loop;

import org.jspecify.annotations.NullMarked;
