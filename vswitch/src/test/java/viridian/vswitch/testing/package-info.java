/** Conditions under which a test can run here. */
@NullMarked
package viridian.vswitch.testing;

import org.jspecify.annotations.NullMarked;
