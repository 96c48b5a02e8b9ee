/** A scenario put to the test: each layout brought to life, its claims tried one by one, the frames kept. */
@NullMarked
package viridian.lab.run;

import org.jspecify.annotations.NullMarked;
