/**
 * Hosts of a lab that are Linux itself: network namespaces on veth pairs, with real programs in them. Everything made
 * here is written down before it is made, so that a lab that was killed leaves nothing that cannot be found.
 */
@NullMarked
package viridian.lab.host.linux;

import org.jspecify.annotations.NullMarked;
