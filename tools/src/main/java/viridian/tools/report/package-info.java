/** How a run is told: to a person while it runs, and as JSON for programs. */
@NullMarked
package viridian.tools.report;

import org.jspecify.annotations.NullMarked;
