package viridian.partitions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text that says which files are behind which guest-physical addresses: lines {@code gpa length file offset}, numbers
 * decimal or with 0x, {@code #} and empty lines for the reader.
 */
final class MemoryMap {

    /** Our choice: far more than any process has mappings. */
    private static final int MAX_BYTES = 1 << 20;

    private static final Pattern LINE = Pattern.compile("\\s*(\\S+)\\s+(\\S+)\\s+(\\S.*?)\\s+(\\S+)\\s*");
    private static final MemoryRegion[] NOTHING = {};

    /** No address at all. */
    static final MemoryMap EMPTY = new MemoryMap(NOTHING);

    /** In the order of their addresses, none overlapping another. */
    private final MemoryRegion[] regions;

    private MemoryMap(MemoryRegion[] regions) {
        this.regions = regions;
    }

    /**
     * Reads a map. Regions that were in an earlier one stay the same objects, and mapped.
     *
     * @throws IOException with a sentence that names the line, if it is no map
     */
    static MemoryMap read(Path path, MemoryMap earlier) throws IOException {
        if (Files.size(path) > MAX_BYTES) throw new IOException(path + " is too long for a memory map");
        List<MemoryRegion> regions = new ArrayList<>();
        int number = 0;
        for (String line : Files.readString(path).split("\n", -1)) {
            number++;
            if (line.isBlank() || line.strip().startsWith("#")) continue;
            try {
                regions.add(earlier.same(region(line, path)));
            } catch (IllegalArgumentException wrong) {
                throw new IOException("%s, line %d: %s".formatted(path, number, wrong.getMessage()));
            }
        }
        return sorted(path, regions);
    }

    private static MemoryMap sorted(Path path, List<MemoryRegion> regions) throws IOException {
        regions.sort(Comparator.comparing(MemoryRegion::gpa, Long::compareUnsigned));
        for (int i = 1; i < regions.size(); i++) {
            MemoryRegion before = regions.get(i - 1);
            if (Long.compareUnsigned(before.last(), regions.get(i).gpa()) < 0) continue;
            throw new IOException("%s: overlapping lines: %s; %s".formatted(path, before, regions.get(i)));
        }
        return new MemoryMap(regions.toArray(NOTHING));
    }

    private static MemoryRegion region(String line, Path map) {
        Matcher form = LINE.matcher(line);
        if (!form.matches()) throw new IllegalArgumentException("'" + line + "' is not 'gpa length file offset'");
        long gpa = number(form.group(1));
        long length = number(form.group(2));
        long offset = number(form.group(4));
        if (length <= 0 || Long.compareUnsigned(gpa + (length - 1), gpa) < 0) {
            throw new IllegalArgumentException(
                    "no memory has %s bytes from %s".formatted(form.group(2), form.group(1)));
        }
        if (offset < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("no file has %s bytes from %s".formatted(form.group(2), form.group(4)));
        }
        return new MemoryRegion(gpa, length, map.resolveSibling(form.group(3)), offset);
    }

    /** A number of up to 64 bits, unsigned. */
    private static long number(String text) {
        try {
            boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
            return hexadecimal ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("'" + text + "' is no number", wrong);
        }
    }

    /** The region here that says the same, or else this one. */
    private MemoryRegion same(MemoryRegion region) {
        MemoryRegion here = find(region.gpa());
        return here != null && here.isSame(region) ? here : region;
    }

    /** The region an address is in, or null. */
    @Nullable
    MemoryRegion find(long gpa) {
        int low = 0;
        int high = regions.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (regions[middle].contains(gpa)) return regions[middle];
            if (Long.compareUnsigned(regions[middle].gpa(), gpa) < 0) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }
}
