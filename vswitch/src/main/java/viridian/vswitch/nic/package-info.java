/** Adapters seen from a port: cables in memory and bindings to real interfaces. */
@NullMarked
package viridian.vswitch.nic;

import org.jspecify.annotations.NullMarked;
