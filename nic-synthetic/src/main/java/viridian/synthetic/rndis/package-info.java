/** RNDIS as a network virtual service provider speaks it: control messages, packets, and the objects they ask for. */
@NullMarked
package viridian.synthetic.rndis;

import org.jspecify.annotations.NullMarked;
