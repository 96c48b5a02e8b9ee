/** The objects of the network driver interface (NDIS) that driver and adapter exchange as values of RNDIS objects. */
@NullMarked
package viridian.synthetic.ndis;

import org.jspecify.annotations.NullMarked;
