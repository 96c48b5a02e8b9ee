package viridian.vswitch.team;

/** Why a frame that arrived on a member does not go up to the switch. */
public enum Refusal {
    /** It was sent by this team, and the network brought it back. */
    REFLECTED("a frame of ours that came back"),
    /** The network hands it to several members, and another one takes it. */
    ANOTHERS("a copy another member takes"),
    /** The partner was not told that frames are taken on this link. */
    NOT_COLLECTING("arrived on a link LACP has not put into the aggregate");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
