/** What travels above Ethernet, and the work on it that one end may leave to another. Only the packages below hold types. */
@NullMarked
package viridian.offload;

import org.jspecify.annotations.NullMarked;
