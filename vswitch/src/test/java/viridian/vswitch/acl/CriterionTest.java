package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.acl.Criterion.Span;

/** Looking a value up gives the rules whose span it lies in. */
class CriterionTest {

    private static final int LISTS = 10;
    private static final int VALUES = 300;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void contentsWhomAPlainComparisonContents(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < LISTS; i++) {
            List<@Nullable Span> wanted = new ArrayList<>();
            for (int rules = 1 + random.nextInt(100); rules > 0; rules--) {
                wanted.add(random.nextInt(5) == 0 ? null : span(random));
            }
            Criterion criterion = new Criterion(wanted, new BitSet());
            for (int value = 0; value < VALUES; value++) {
                Key key = near(random, wanted);
                int row = criterion.row(key.high(), key.low());
                for (int rule = 0; rule < wanted.size(); rule++) {
                    boolean content = (criterion.bits(row, rule / 64) >>> rule & 1) != 0;
                    assertEquals(
                            isIn(key, wanted.get(rule)), content, "seed " + seed + ", " + key + " in rule " + rule);
                }
            }
        }
    }

    private static boolean isIn(Key key, @Nullable Span span) {
        return span == null || (span.lowest().compareTo(key) <= 0 && key.compareTo(span.highest()) <= 0);
    }

    private static Span span(SplittableRandom random) {
        if (random.nextBoolean()) return Span.prefix(key(random), random.nextInt(129));
        Key one = key(random);
        Key other = key(random);
        return one.compareTo(other) < 0 ? new Span(one, other) : new Span(other, one);
    }

    /** Few different bytes, so that keys share beginnings. */
    private static Key key(SplittableRandom random) {
        long mask = random.nextBoolean() ? 0x0101_0101_0101_0101L : 0xFF00_FF01_0000_00FFL;
        return new Key(random.nextLong() & mask, random.nextLong() & mask);
    }

    /** Mostly a value at the edge of a span. */
    private static Key near(SplittableRandom random, List<@Nullable Span> wanted) {
        Span span = wanted.get(random.nextInt(wanted.size()));
        if (span == null || random.nextInt(4) == 0) return key(random);
        Key edge = random.nextBoolean() ? span.lowest() : span.highest();
        return new Key(edge.high(), edge.low() + random.nextInt(3) - 1);
    }
}
