package viridian.vswitch.nic.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The features of an interface by the names {@code ethtool -k} shows them by, as linux/ethtool.h lays them out: a bit
 * for each name, 32 bits to a block.
 */
final class LinkFeatures {

    private static final int ETHTOOL_GSTRINGS = 0x1B;
    private static final int ETHTOOL_GSSET_INFO = 0x37;
    private static final int ETHTOOL_GFEATURES = 0x3A;
    private static final int ETHTOOL_SFEATURES = 0x3B;

    private static final int ETH_SS_FEATURES = 4;
    private static final int NAME_BYTES = 32;

    // struct ethtool_get_features_block and ethtool_set_features_block, behind command and size
    private static final int BLOCKS = 8;
    private static final int GET_BLOCK_BYTES = 16;
    private static final int AVAILABLE = 0;
    private static final int REQUESTED = 4;
    private static final int SET_BLOCK_BYTES = 8;
    private static final int VALID = 0;
    private static final int WANTED = 4;

    private final Link link;
    private final List<String> names;
    private final int blocks;

    private LinkFeatures(Link link, List<String> names) {
        this.link = link;
        this.names = names;
        this.blocks = (names.size() + 31) / 32;
    }

    static LinkFeatures of(Link link) throws IOException {
        return new LinkFeatures(link, names(link));
    }

    /** Names of the features that somebody may change here and that are asked to be on. */
    List<String> on() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(BLOCKS + (long) blocks * GET_BLOCK_BYTES, 4);
            answer.set(JAVA_INT, 0, ETHTOOL_GFEATURES);
            answer.set(JAVA_INT, 4, blocks);
            link.ethtool(answer);
            return namesOn(answer);
        }
    }

    private List<String> namesOn(MemorySegment answer) {
        List<String> on = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            long block = BLOCKS + (long) (i / 32) * GET_BLOCK_BYTES;
            int both = answer.get(JAVA_INT, block + AVAILABLE) & answer.get(JAVA_INT, block + REQUESTED);
            if ((both & (1 << (i % 32))) != 0) on.add(names.get(i));
        }
        return on;
    }

    /** Asks for these features to be on or off; what the driver does not know or cannot change stays as it is. */
    void request(Collection<String> changed, boolean on) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment wish = arena.allocate(BLOCKS + (long) blocks * SET_BLOCK_BYTES, 4);
            wish.set(JAVA_INT, 0, ETHTOOL_SFEATURES);
            wish.set(JAVA_INT, 4, blocks);
            for (int i = 0; i < names.size(); i++) {
                if (changed.contains(names.get(i))) mark(wish, i, on);
            }
            link.ethtool(wish);
        } catch (SystemCallFailed failed) {
            if (failed.isForbidden()) throw EnvironmentLacks.rightTo("change interface " + link.name(), failed);
            throw failed;
        }
    }

    private static void mark(MemorySegment wish, int feature, boolean on) {
        long block = BLOCKS + (long) (feature / 32) * SET_BLOCK_BYTES;
        int bit = 1 << (feature % 32);
        wish.set(JAVA_INT, block + VALID, wish.get(JAVA_INT, block + VALID) | bit);
        if (on) wish.set(JAVA_INT, block + WANTED, wish.get(JAVA_INT, block + WANTED) | bit);
    }

    private static List<String> names(Link link) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int count = count(link, arena);
            MemorySegment answer = arena.allocate(12 + (long) count * NAME_BYTES, 4);
            answer.set(JAVA_INT, 0, ETHTOOL_GSTRINGS);
            answer.set(JAVA_INT, 4, ETH_SS_FEATURES);
            answer.set(JAVA_INT, 8, count);
            link.ethtool(answer);
            List<String> names = new ArrayList<>(count);
            for (int i = 0; i < count; i++) names.add(answer.getString(12 + (long) i * NAME_BYTES));
            return names;
        }
    }

    /** struct ethtool_sset_info: command, reserved, a mask of 64 bits of the sets asked for, a count for each. */
    private static int count(Link link, Arena arena) throws IOException {
        MemorySegment answer = arena.allocate(24, 8);
        answer.set(JAVA_INT, 0, ETHTOOL_GSSET_INFO);
        answer.set(JAVA_LONG, 8, 1L << ETH_SS_FEATURES);
        link.ethtool(answer);
        return answer.get(JAVA_INT, 16);
    }
}
