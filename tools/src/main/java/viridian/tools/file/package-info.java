/** A switch as an administrator writes it down: a YAML file, checked against a schema, every error with its place. */
@NullMarked
package viridian.tools.file;

import org.jspecify.annotations.NullMarked;
