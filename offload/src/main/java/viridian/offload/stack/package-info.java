/** The network half of a simulated host: ARP, IPv4, ICMP echo and UDP over any adapter, without thread or clock. */
@NullMarked
package viridian.offload.stack;

import org.jspecify.annotations.NullMarked;
