/** The formats above Ethernet, one class each: offsets, checks and writing. Makes no objects; knows only the frame package. */
@NullMarked
package viridian.offload.wire;

import org.jspecify.annotations.NullMarked;
