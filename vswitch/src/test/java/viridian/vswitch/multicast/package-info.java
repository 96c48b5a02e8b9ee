@NullMarked
package viridian.vswitch.multicast;

import org.jspecify.annotations.NullMarked;
