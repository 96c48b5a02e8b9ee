/** Receive side scaling: the hash of a flow, and what decides on which channel it goes. */
@NullMarked
package viridian.synthetic.rss;

import org.jspecify.annotations.NullMarked;
