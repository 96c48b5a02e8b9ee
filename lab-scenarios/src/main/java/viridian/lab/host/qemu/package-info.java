/** Real machines in QEMU: what they boot, how they are started, spoken to and ended. */
@NullMarked
package viridian.lab.host.qemu;

import org.jspecify.annotations.NullMarked;
