package viridian.vswitch.team;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.team.lacp.LacpReport;

/**
 * One member, for people.
 *
 * @param isUp whether its link works
 * @param isUsed whether it may carry frames: its link is up and no longer held down, it is not standing by, LACP agrees
 * @param parts how many of the 256 parts of the flows it carries
 * @param sent frames its adapter took
 * @param received frames it handed up
 * @param refused frames that arrived and were not handed up
 * @param slowLost frames of slow protocols that came faster than they are read
 * @param lacp null unless the team speaks LACP
 */
public record MemberReport(
        String name,
        boolean isUp,
        boolean isUsed,
        int parts,
        long sent,
        long received,
        Map<Refusal, Long> refused,
        long slowLost,
        @Nullable LacpReport lacp) {

    public MemberReport {
        refused = Map.copyOf(refused);
    }
}
