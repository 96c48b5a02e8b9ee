/** The driver on the device, through the bus, memory and interrupts of a partition. */
@NullMarked
package viridian.emulated.driver;

import org.jspecify.annotations.NullMarked;
