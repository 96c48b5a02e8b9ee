/** Access lists: which frames may pass a port, in the words of Hyper-V's port ACLs. Knows the switch, frames and packets. */
@NullMarked
package viridian.vswitch.acl;

import org.jspecify.annotations.NullMarked;
