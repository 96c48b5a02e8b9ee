package viridian.vswitch.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BucketsTest {

    private static boolean[] members(boolean... usable) {
        return usable;
    }

    @Test
    void membersShareEvenly() {
        Buckets three = Buckets.empty().onto(members(true, true, true));
        assertEquals(86, three.parts(0));
        assertEquals(85, three.parts(1));
        assertEquals(85, three.parts(2));
    }

    @Test
    void onlyPartsOfTheOneThatFailedMove() {
        Buckets three = Buckets.empty().onto(members(true, true, true));
        Buckets two = three.onto(members(true, false, true));
        assertEquals(85, two.movedSince(three));
        assertEquals(128, two.parts(0));
        assertEquals(128, two.parts(2));
        assertSame(two, two.onto(members(true, false, true)));
    }

    @Test
    void onlyPartsThatMayMoveGoToTheOneThatReturned() {
        Buckets one = Buckets.empty().onto(members(true, false));
        Buckets level = one.levelled(members(true, true), bucket -> bucket % 8 == 0);
        assertEquals(32, level.parts(1));
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++)
            assertEquals(bucket % 8 == 0 ? 1 : 0, level.member(bucket));
        assertSame(one, one.levelled(members(true, true), bucket -> false));
    }

    @Test
    void nobodyCarriesWhenNobodyCan() {
        Buckets none = Buckets.empty().onto(members(true, true)).onto(members(false, false));
        assertTrue(none.carriesNothing());
        assertEquals(Buckets.NOBODY, none.member(17));
    }

    @Test
    void whateverComesAndGoesSharesStayEvenAndEveryPartHasAMemberThatCan() {
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        Buckets buckets = Buckets.empty();
        boolean[] usable = new boolean[5];
        for (int i = 0; i < 200; i++) {
            usable[random.nextInt(5)] ^= true;
            buckets = buckets.onto(usable).levelled(usable, bucket -> true);
            int able = 0;
            for (boolean one : usable) able += one ? 1 : 0;
            for (int member = 0; member < 5; member++) {
                int parts = buckets.parts(member);
                if (!usable[member]) assertEquals(0, parts, "seed " + seed);
                else assertTrue(Math.abs(parts - 256 / able) <= 1, "seed " + seed + ": " + parts);
            }
            for (int bucket = 0; able > 0 && bucket < Buckets.COUNT; bucket++) {
                assertNotEquals(Buckets.NOBODY, buckets.member(bucket));
            }
        }
    }
}
