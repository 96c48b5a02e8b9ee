/** A guest that knows the wire and nothing else: it holds the host's half against the drivers there are. */
@NullMarked
package viridian.synthetic.strict;

import org.jspecify.annotations.NullMarked;
