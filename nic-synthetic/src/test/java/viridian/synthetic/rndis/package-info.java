@NullMarked
package viridian.synthetic.rndis;

import org.jspecify.annotations.NullMarked;
