package viridian.vswitch.team;

/** What the other end of the members' cables knows of the team, and so what each member may do. */
public enum TeamMode {
    /** Nothing; the members may lead to several switches of one network. All send. */
    SWITCH_INDEPENDENT("switch-independent"),
    /** Nothing. One member sends and receives, the others wait for its failure. */
    ACTIVE_STANDBY("active-standby"),
    /** All: it aggregates the links, as LACP agrees (IEEE 802.1AX). */
    LACP("lacp");

    private final String words;

    TeamMode(String words) {
        this.words = words;
    }

    /** As written in settings. */
    public String words() {
        return words;
    }
}
