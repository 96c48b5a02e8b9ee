/** Scenarios as people write them: YAML files, checked against a schema, every error with its place. */
@NullMarked
package viridian.lab.file;

import org.jspecify.annotations.NullMarked;
