/** The guest's half of a synthetic adapter: a driver that touches nothing but its own partition's memory. */
@NullMarked
package viridian.synthetic.guest;

import org.jspecify.annotations.NullMarked;
