package viridian.vswitch.team;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Which member carries which part of the flows. Flows fall by their hash into 256 parts; a part has one member, so that
 * when members come and go only the parts move that have to. Immutable. Members are called by their place, from 0.
 */
final class Buckets {

    /** Our choice: with eight members a share is even to 3 %. */
    static final int COUNT = 256;

    static final int NOBODY = -1;

    private final byte[] members;

    private Buckets(byte[] members) {
        this.members = members;
    }

    /** Nobody carries anything. */
    static Buckets empty() {
        byte[] members = new byte[COUNT];
        Arrays.fill(members, (byte) NOBODY);
        return new Buckets(members);
    }

    static int bucket(int hash) {
        return hash & (COUNT - 1);
    }

    /** The member's place, or {@link #NOBODY}. */
    int member(int bucket) {
        return members[bucket];
    }

    boolean carriesNothing() {
        return members[0] == NOBODY; // one usable member gets every part
    }

    /** How many parts a member has. */
    int parts(int member) {
        int parts = 0;
        for (byte one : members) {
            if (one == member) parts++;
        }
        return parts;
    }

    /** How many parts are elsewhere than they were. */
    int movedSince(Buckets before) {
        int moved = 0;
        for (int bucket = 0; bucket < COUNT; bucket++) {
            if (members[bucket] != before.members[bucket]) moved++;
        }
        return moved;
    }

    /** These, but parts of members that are not usable go to the usable ones with the fewest; itself if nothing moves. */
    Buckets onto(boolean[] usable) {
        Draft draft = new Draft(usable);
        for (int bucket = 0; bucket < COUNT; bucket++) {
            int member = members[bucket];
            if (member == NOBODY || !usable[member]) draft.move(bucket);
        }
        return draft.made();
    }

    /** These, but parts that may move go from members with more to members with fewer, until shares are even. */
    Buckets levelled(boolean[] usable, IntPredicate mayMove) {
        Draft draft = new Draft(usable);
        for (int bucket = 0; bucket < COUNT; bucket++) {
            if (draft.wouldLevel(bucket) && mayMove.test(bucket)) draft.move(bucket);
        }
        return draft.made();
    }

    private final class Draft {
        private final boolean[] usable;
        private final int[] parts;
        private final byte[] drafted = members.clone();

        Draft(boolean[] usable) {
            this.usable = usable;
            this.parts = new int[usable.length];
            for (byte member : members) {
                if (member != NOBODY) parts[member]++;
            }
        }

        private int poorest() {
            int poorest = NOBODY;
            for (int member = 0; member < usable.length; member++) {
                if (usable[member] && (poorest == NOBODY || parts[member] < parts[poorest])) poorest = member;
            }
            return poorest;
        }

        boolean wouldLevel(int bucket) {
            int poorest = poorest();
            int owner = drafted[bucket];
            return poorest != NOBODY && owner != NOBODY && parts[owner] - parts[poorest] > 1;
        }

        void move(int bucket) {
            int owner = drafted[bucket];
            int heir = poorest();
            if (owner != NOBODY) parts[owner]--;
            if (heir != NOBODY) parts[heir]++;
            drafted[bucket] = (byte) heir;
        }

        Buckets made() {
            return Arrays.equals(drafted, members) ? Buckets.this : new Buckets(drafted);
        }
    }
}
