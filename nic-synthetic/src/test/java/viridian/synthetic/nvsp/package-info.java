@NullMarked
package viridian.synthetic.nvsp;

import org.jspecify.annotations.NullMarked;
