/**
 * What only Linux has: interfaces and their offloads, network namespaces, and the few system calls they need, made
 * through the foreign-function interface (java.lang.foreign). Knows {@code frame} and the exceptions of {@code nic}.
 */
@NullMarked
package viridian.vswitch.nic.linux;

import org.jspecify.annotations.NullMarked;
