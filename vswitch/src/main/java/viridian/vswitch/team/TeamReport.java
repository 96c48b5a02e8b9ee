package viridian.vswitch.team;

import java.util.List;

/**
 * A team, for people.
 *
 * @param ear the member that takes broadcasts and multicasts, empty if all do (LACP) or none can
 * @param announced how many frames told the network of stations that moved to another member
 */
public record TeamReport(String name, TeamSettings settings, String ear, long announced, List<MemberReport> members) {

    public TeamReport {
        members = List.copyOf(members);
    }
}
