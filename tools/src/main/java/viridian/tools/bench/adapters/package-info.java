/** What a frame costs between two guests: by the synthetic path, by the legacy path, and in a ring alone. */
@NullMarked
package viridian.tools.bench.adapters;

import org.jspecify.annotations.NullMarked;
