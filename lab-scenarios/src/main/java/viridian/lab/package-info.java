@NullMarked
package viridian.lab;

import org.jspecify.annotations.NullMarked;
