package viridian.vswitch.team;

import viridian.vswitch.SwitchEvent;

/** What happens to a team. */
public sealed interface TeamEvent extends SwitchEvent {

    /** Name of the team. */
    String team();

    /** A member's link works. In switch-independent teams and without hold-down it is used from now on. */
    record MemberUp(String team, String member) implements TeamEvent {
        @Override
        public String sentence() {
            return "team %s: the link of %s is up".formatted(team, member);
        }
    }

    /** A member's link failed. */
    record MemberDown(String team, String member) implements TeamEvent {
        @Override
        public String sentence() {
            return "team %s: the link of %s is down".formatted(team, member);
        }
    }

    /**
     * Flows are sent by other members than before.
     *
     * @param parts how many of the 256 parts of the flows
     * @param failed whether they had to, or could be spread more evenly
     */
    record FlowsMoved(String team, int parts, boolean failed) implements TeamEvent {
        @Override
        public String sentence() {
            String reason = failed ? "their member carries no more" : "to share the load";
            return "team %s: %d of %d parts of the flows moved, %s".formatted(team, parts, Buckets.COUNT, reason);
        }
    }

    /** Not one member carries frames. */
    record NobodyLeft(String team) implements TeamEvent {
        @Override
        public String sentence() {
            return "team %s: no member carries frames".formatted(team);
        }
    }

    /**
     * What LACP says of a member changed.
     *
     * @param selection {@code selected}, {@code standby} or {@code unselected}
     * @param state the actor's bits in words
     * @param partner address of the partner's system
     */
    record LacpChanged(String team, String member, String selection, String state, String partner)
            implements TeamEvent {
        @Override
        public String sentence() {
            return "team %s: LACP on %s with %s: %s; %s".formatted(team, member, partner, selection, state);
        }
    }
}
