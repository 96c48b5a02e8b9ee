/** What is outside the virtual switches: physical adapters on their wires, and machines that are no partitions. */
@NullMarked
package viridian.lab.world;

import org.jspecify.annotations.NullMarked;
