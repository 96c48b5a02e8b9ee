package viridian.vswitch.team;

import viridian.vswitch.nic.LinkState;
import viridian.vswitch.nic.Nic;

/**
 * An adapter that is to be in a team.
 *
 * @param name the interface's, for people
 * @param nic not started yet
 * @param link whether frames can pass
 */
public record TeamMember(String name, Nic nic, LinkState link) {

    /** A member whose adapter says itself whether its link is up; one that cannot say is taken to be up always. */
    public static TeamMember of(String name, Nic nic) {
        return new TeamMember(name, nic, nic instanceof LinkState link ? link : () -> true);
    }
}
