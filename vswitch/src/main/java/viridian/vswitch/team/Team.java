package viridian.vswitch.team;

/** What all arrangements of one team have in common. */
final class Team {

    private final Member[] members;
    private final Balance balance;
    private final BucketUse use;
    private final RecentSources sources;
    private final Disguise disguise;

    Team(Member[] members, Balance balance, BucketUse use, RecentSources sources, Disguise disguise) {
        this.members = members;
        this.balance = balance;
        this.use = use;
        this.sources = sources;
        this.disguise = disguise;
    }

    /** By place. */
    Member[] members() {
        return members;
    }

    Balance balance() {
        return balance;
    }

    /** Of the parts of the flows. */
    BucketUse use() {
        return use;
    }

    /** Whose frames were sent. */
    RecentSources sources() {
        return sources;
    }

    Disguise disguise() {
        return disguise;
    }

    /** The place of the member whose adapter has this address, or {@link Buckets#NOBODY}. */
    int placeOf(long address) {
        for (Member member : members) {
            if (member.nic().address().bits() == address && address != 0) return member.place();
        }
        return Buckets.NOBODY;
    }
}
