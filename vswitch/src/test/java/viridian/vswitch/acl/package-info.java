@NullMarked
package viridian.vswitch.acl;

import org.jspecify.annotations.NullMarked;
