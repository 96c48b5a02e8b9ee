/** What a frame carries, as far as a filter must know it: ARP, IPv4, IPv6 and the first bytes of what is above. Knows frames only. */
@NullMarked
package viridian.vswitch.packet;

import org.jspecify.annotations.NullMarked;
