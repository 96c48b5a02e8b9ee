/** The host's half of a synthetic adapter, in the root partition; the switch's port holds it. */
@NullMarked
package viridian.synthetic.host;

import org.jspecify.annotations.NullMarked;
