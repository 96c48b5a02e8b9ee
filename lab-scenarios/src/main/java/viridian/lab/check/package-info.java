/** Whether claims hold: judged on the frames that were seen, with those that prove the contrary. Pure. */
@NullMarked
package viridian.lab.check;

import org.jspecify.annotations.NullMarked;
