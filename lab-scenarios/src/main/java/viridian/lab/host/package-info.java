/** Hosts brought to life: partitions and machines, and what a lab can have them do. */
@NullMarked
package viridian.lab.host;

import org.jspecify.annotations.NullMarked;
