/** Looking on while the two halves of a synthetic adapter talk: every message in words, and in a capture file. */
@NullMarked
package viridian.synthetic.watch;

import org.jspecify.annotations.NullMarked;
