@NullMarked
package viridian.synthetic.guest;

import org.jspecify.annotations.NullMarked;
