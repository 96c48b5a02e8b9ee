/** Work an adapter does for its host, done in software where the far end cannot: checksums and cutting large sends. */
@NullMarked
package viridian.offload.task;

import org.jspecify.annotations.NullMarked;
