/**
 * Multicast goes where somebody listens: the switch reads along when hosts tell routers which groups they want (IGMP, MLD),
 * as RFC 4541 describes, and asks them itself where no router does.
 */
@NullMarked
package viridian.vswitch.multicast;

import org.jspecify.annotations.NullMarked;
