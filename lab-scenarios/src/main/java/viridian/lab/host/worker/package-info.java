/** Worker processes: the device models of a partition in a process of the operating system of their own. */
@NullMarked
package viridian.lab.host.worker;

import org.jspecify.annotations.NullMarked;
