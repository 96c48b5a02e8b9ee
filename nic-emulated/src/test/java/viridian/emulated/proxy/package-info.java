/** Tests of devices of ours in machines of QEMU's. */
@NullMarked
package viridian.emulated.proxy;

import org.jspecify.annotations.NullMarked;
