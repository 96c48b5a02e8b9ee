@NullMarked
package viridian.synthetic.rss;

import org.jspecify.annotations.NullMarked;
