@NullMarked
package viridian.vswitch.security;

import org.jspecify.annotations.NullMarked;
