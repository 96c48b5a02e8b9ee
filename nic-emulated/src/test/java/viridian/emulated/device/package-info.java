/** The adapter against literal descriptors and registers, in a plain memory and without a driver. */
@NullMarked
package viridian.emulated.device;

import org.jspecify.annotations.NullMarked;
