/**
 * The device half of the legacy adapter: a DEC/Intel 21140A as its hardware reference manual describes it, for whatever
 * driver finds it on a PCI bus. Root's side: what the guest says is checked here.
 */
@NullMarked
package viridian.emulated.device;

import org.jspecify.annotations.NullMarked;
