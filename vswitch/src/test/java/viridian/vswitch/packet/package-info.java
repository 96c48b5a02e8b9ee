@NullMarked
package viridian.vswitch.packet;

import org.jspecify.annotations.NullMarked;
