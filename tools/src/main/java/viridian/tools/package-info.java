/** The lab command: one class per subcommand, and what a person sees. */
@NullMarked
package viridian.tools;

import org.jspecify.annotations.NullMarked;
