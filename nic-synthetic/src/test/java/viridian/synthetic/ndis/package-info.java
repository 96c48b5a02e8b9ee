@NullMarked
package viridian.synthetic.ndis;

import org.jspecify.annotations.NullMarked;
