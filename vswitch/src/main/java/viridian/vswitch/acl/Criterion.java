package viridian.vswitch.acl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing rules ask of a frame, such as its remote port, made ready for the frame path: from the value a frame has
 * there to the set of rules that are content with it. A tree of the value's bytes, as deep as some rule still tells
 * values apart; its leaves are rows of bits, one bit for each rule. Does not change.
 */
final class Criterion {

    /**
     * The values that content a rule: all those between two, both included. A value stands at the top of 128 bits;
     * what is below it is 0 in the lowest and 1 in the highest.
     */
    record Span(Key lowest, Key highest) {

        /** The values whose top bits are these. */
        static Span prefix(Key key, int bits) {
            Key mask = Key.mask(bits);
            return new Span(key.and(mask), key.or(mask.not()));
        }

        private boolean covers(Span other) {
            return lowest.compareTo(other.lowest) <= 0 && other.highest.compareTo(highest) <= 0;
        }

        private boolean meets(Span other) {
            return lowest.compareTo(other.highest) <= 0 && other.lowest.compareTo(highest) <= 0;
        }

        /** What is in both, which must meet. */
        private Span within(Span other) {
            return new Span(
                    lowest.compareTo(other.lowest) < 0 ? other.lowest : lowest,
                    highest.compareTo(other.highest) > 0 ? other.highest : highest);
        }
    }

    private static final Span EVERYTHING = Span.prefix(Key.ZERO, 0);

    private static final int BYTES = 256;

    private final int words;
    private final int root;
    private final int[] tree;
    private final long[] rows;
    private final int unreadable;

    /**
     * @param wanted what each rule is content with, in the order they are asked; null for a rule that does not ask
     * @param denies the rules that deny: they are content with a value that cannot be read
     */
    Criterion(List<@Nullable Span> wanted, BitSet denies) {
        this.words = words(wanted.size());
        Growth growth = new Growth(words);
        BitSet content = new BitSet();
        List<Asked> asked = new ArrayList<>();
        for (int rule = 0; rule < wanted.size(); rule++) {
            Span span = wanted.get(rule);
            if (span == null || span.covers(EVERYTHING)) content.set(rule);
            else asked.add(new Asked(rule, span));
        }
        this.root = growth.node(Key.ZERO, 0, asked, content);
        BitSet blind = (BitSet) content.clone();
        blind.or(denies);
        this.unreadable = ~growth.leaf(blind);
        this.tree = Arrays.copyOf(growth.tree, growth.used);
        this.rows = growth.rows();
    }

    /** How many words a row of this many rules has. */
    static int words(int rules) {
        return (rules + Long.SIZE - 1) / Long.SIZE;
    }

    /** Whether any rule asks; if not, every value has row 0. */
    boolean isAsked() {
        return root != ~0;
    }

    /** The row of a value of at most 64 bits, given in the top bits. */
    int row(long value) {
        int node = root;
        for (long rest = value; node >= 0; rest <<= 8) node = step(node, (int) (rest >>> 56));
        return ~node;
    }

    /** The row of a value of 128 bits. */
    int row(long high, long low) {
        int node = root;
        long rest = high;
        for (int depth = 0; node >= 0; depth++) {
            if (depth == Long.BYTES) rest = low;
            node = step(node, (int) (rest >>> 56));
            rest <<= 8;
        }
        return ~node;
    }

    private int step(int node, int octet) {
        int at = node >>> 1;
        if ((node & 1) == 0) return tree[at + octet];
        return tree[at] == octet ? tree[at + 1] : tree[at + 2];
    }

    /** The row of a value that cannot be read: who allows does not trust it, who denies suspects it. */
    int unreadable() {
        return unreadable;
    }

    /** Some of a row: the rules 64 * word and following, lowest bit first. */
    long bits(int row, int word) {
        return rows[row + word];
    }

    private record Asked(int rule, Span span) {}

    /**
     * The tree as it grows. A node is a number: negative for a leaf, whose row is its complement; even for a fork with
     * 256 places; odd for a comparison with the one byte that leads further, the place where it leads, and the place for
     * all other bytes. Comparisons keep the tree small where rules name single addresses.
     */
    private static final class Growth {
        private final int words;
        private final Map<BitSet, Integer> leaves = new HashMap<>();
        private final List<BitSet> sets = new ArrayList<>();
        private int[] tree = new int[BYTES];
        private int used;

        Growth(int words) {
            this.words = words;
        }

        int leaf(BitSet content) {
            Integer row = leaves.get(content);
            if (row == null) {
                row = sets.size() * words;
                leaves.put(content, row);
                sets.add(content);
            }
            return ~row;
        }

        /** The node for the values that begin with some bytes: all content some rules, and some content those that asked. */
        int node(Key begin, int depth, List<Asked> asked, BitSet content) {
            if (asked.isEmpty()) return leaf(content);
            int only = onlyByte(depth, asked);
            return only < 0 ? fork(begin, depth, asked, content) : comparison(begin, depth, only, asked, content);
        }

        /** The byte that all spans have at this depth from their lowest to their highest value, or -1. */
        private static int onlyByte(int depth, List<Asked> asked) {
            int octet = asked.getFirst().span().lowest().octet(depth);
            for (Asked one : asked) {
                boolean same = one.span().lowest().octet(depth) == octet
                        && one.span().highest().octet(depth) == octet;
                if (!same) return -1;
            }
            return octet;
        }

        private int comparison(Key begin, int depth, int only, List<Asked> asked, BitSet content) {
            int at = reserve(3);
            tree[at] = only;
            tree[at + 2] = leaf(content);
            int further = child(begin.with(depth, only), depth, asked, content);
            tree[at + 1] = further;
            return at << 1 | 1;
        }

        private int fork(Key begin, int depth, List<Asked> asked, BitSet content) {
            int at = reserve(BYTES);
            int nobody = leaf(content);
            List<List<Asked>> asking = byOctet(depth, asked);
            for (int octet = 0; octet < BYTES; octet++) {
                List<Asked> here = asking.get(octet);
                int place = here.isEmpty() ? nobody : child(begin.with(depth, octet), depth, here, content);
                tree[at + octet] = place;
            }
            return at << 1;
        }

        /** For each value of a byte, who asks about it. */
        private static List<List<Asked>> byOctet(int depth, List<Asked> asked) {
            List<List<Asked>> asking = new ArrayList<>();
            for (int octet = 0; octet < BYTES; octet++) asking.add(new ArrayList<>(0));
            for (Asked one : asked) {
                int last = one.span().highest().octet(depth);
                for (int octet = one.span().lowest().octet(depth); octet <= last; octet++) {
                    asking.get(octet).add(one);
                }
            }
            return asking;
        }

        private int child(Key begin, int depth, List<Asked> asked, BitSet content) {
            Span here = Span.prefix(begin, 8 * (depth + 1));
            List<Asked> open = new ArrayList<>();
            BitSet contentHere = (BitSet) content.clone();
            for (Asked one : asked) {
                if (one.span().covers(here)) contentHere.set(one.rule());
                else if (one.span().meets(here))
                    open.add(new Asked(one.rule(), one.span().within(here)));
            }
            return node(begin, depth + 1, open, contentHere);
        }

        private int reserve(int places) {
            int at = used;
            used += places;
            if (used > tree.length) tree = Arrays.copyOf(tree, Math.max(used, 2 * tree.length));
            return at;
        }

        long[] rows() {
            long[] rows = new long[sets.size() * words];
            for (int i = 0; i < sets.size(); i++) {
                long[] bits = sets.get(i).toLongArray();
                System.arraycopy(bits, 0, rows, i * words, bits.length);
            }
            return rows;
        }
    }
}
