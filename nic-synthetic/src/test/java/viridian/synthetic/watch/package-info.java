@NullMarked
package viridian.synthetic.watch;

import org.jspecify.annotations.NullMarked;
