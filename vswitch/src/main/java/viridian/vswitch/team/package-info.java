/**
 * Several adapters as one: the members of a team share the frames of one port, and stand in for each other. Knows
 * {@code frame}, {@code nic}, {@code packet}, its own {@code lacp}, and of the switch only its clockwork and its events.
 */
@NullMarked
package viridian.vswitch.team;

import org.jspecify.annotations.NullMarked;
