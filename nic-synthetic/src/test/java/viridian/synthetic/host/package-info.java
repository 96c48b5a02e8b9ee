@NullMarked
package viridian.synthetic.host;

import org.jspecify.annotations.NullMarked;
