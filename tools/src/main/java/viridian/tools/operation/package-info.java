/** What a running switch can be asked and told, as its control socket speaks: one file for each thing, one table of all. */
@NullMarked
package viridian.tools.operation;

import org.jspecify.annotations.NullMarked;
