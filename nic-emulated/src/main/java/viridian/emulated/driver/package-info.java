/**
 * The guest half of the legacy adapter: a driver for the 21140 as a guest brings along, which knows nothing of
 * hypervisors. It runs on the guest's processor and reaches the device by ports, memory and interrupts alone; of the
 * device's package it uses only the names of registers and bits.
 */
@NullMarked
package viridian.emulated.driver;

import org.jspecify.annotations.NullMarked;
