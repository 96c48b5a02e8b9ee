/** Devices of ours in machines of QEMU's: its multi-process protocol, the guest's memory, interrupts, a board of adapters. */
@NullMarked
package viridian.emulated.proxy;

import org.jspecify.annotations.NullMarked;
