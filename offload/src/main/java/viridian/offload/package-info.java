@NullMarked
package viridian.offload;

import org.jspecify.annotations.NullMarked;
