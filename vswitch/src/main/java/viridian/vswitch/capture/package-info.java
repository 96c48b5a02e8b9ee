/** What every port saw, kept as evidence: in a file for Wireshark, and in memory for checks. Watches the switch only. */
@NullMarked
package viridian.vswitch.capture;

import org.jspecify.annotations.NullMarked;
