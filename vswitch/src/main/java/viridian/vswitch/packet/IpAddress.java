package viridian.vswitch.packet;

import java.util.ArrayList;
import java.util.List;

/**
 * An IPv4 or IPv6 address as a person reads it; on the frame's way it is two {@code long}s.
 *
 * @param version 4 or 6
 * @param high the upper 64 bits; 0 of IPv4
 * @param low the lower 64 bits, or all 32 of IPv4
 */
public record IpAddress(int version, long high, long low) implements Comparable<IpAddress> {

    public IpAddress {
        if (version != 4 && version != 6) throw new IllegalArgumentException("there is no IP version " + version);
        if (version == 4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("more than 32 bits in an IPv4 address");
        }
    }

    /** The IPv4 address of these 32 bits. */
    public static IpAddress v4(long bits) {
        return new IpAddress(4, 0, bits);
    }

    public static IpAddress v6(long high, long low) {
        return new IpAddress(6, high, low);
    }

    /**
     * Reads four decimal numbers between dots, or up to eight groups of hexadecimal digits between colons (RFC 4291
     * section 2.2).
     *
     * @throws IllegalArgumentException if the text is no address
     */
    public static IpAddress parse(String text) {
        String stripped = text.strip();
        return stripped.indexOf(':') < 0 ? v4(parseV4(stripped, text)) : parseV6(stripped, text);
    }

    private static long parseV4(String quad, String text) {
        String[] numbers = quad.split("\\.", -1);
        if (numbers.length != 4) throw noAddress(text);
        long bits = 0;
        for (String number : numbers) bits = bits << 8 | octet(number, text);
        return bits;
    }

    // A leading zero means octal to some programs and nothing to others, so it is refused.
    private static int octet(String number, String text) {
        if (!number.matches("0|[1-9][0-9]{0,2}")) throw noAddress(text);
        int value = Integer.parseInt(number);
        if (value > 255) throw noAddress(text);
        return value;
    }

    private static IpAddress parseV6(String words, String text) {
        String[] halves = words.split("::", -1);
        if (halves.length > 2) throw noAddress(text);
        List<Integer> first = groups(halves[0], halves.length == 1, text);
        List<Integer> last = halves.length == 1 ? List.of() : groups(halves[1], true, text);
        int missing = 8 - first.size() - last.size();
        if (halves.length == 1 ? missing != 0 : missing < 1) throw noAddress(text);
        List<Integer> all = new ArrayList<>(first);
        for (int i = 0; i < missing; i++) all.add(0);
        all.addAll(last);
        return v6(join(all.subList(0, 4)), join(all.subList(4, 8)));
    }

    /** @param isEnd whether the address ends here: its last 32 bits may be written as IPv4's are */
    private static List<Integer> groups(String half, boolean isEnd, String text) {
        List<Integer> groups = new ArrayList<>();
        if (half.isEmpty()) return groups;
        String[] words = half.split(":", -1);
        for (int i = 0; i < words.length; i++) {
            if (isEnd && i == words.length - 1 && words[i].indexOf('.') >= 0) {
                long quad = parseV4(words[i], text);
                groups.add((int) (quad >>> 16));
                groups.add((int) (quad & 0xFFFF));
            } else {
                if (!words[i].matches("[0-9A-Fa-f]{1,4}")) throw noAddress(text);
                groups.add(Integer.parseInt(words[i], 16));
            }
        }
        return groups;
    }

    private static long join(List<Integer> groups) {
        long bits = 0;
        for (int group : groups) bits = bits << 16 | group;
        return bits;
    }

    private static IllegalArgumentException noAddress(String text) {
        return new IllegalArgumentException("'" + text + "' is no IP address; one looks like 10.0.0.1 or 2001:db8::1");
    }

    /** How many bits such an address has. */
    public int bits() {
        return version == 4 ? 32 : 128;
    }

    /** IPv4 before IPv6, and by number, so that 10.0.0.9 comes before 10.0.0.10. */
    @Override
    public int compareTo(IpAddress other) {
        if (version != other.version) return Integer.compare(version, other.version);
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }

    /** As RFC 5952 wants it written: small letters, the longest run of zeros left out. */
    @Override
    public String toString() {
        if (version == 4) return quad();
        if (high == 0 && low >>> 32 == 0xFFFF) return "::ffff:" + v4(low & 0xFFFF_FFFFL);
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) groups[i] = (int) ((i < 4 ? high : low) >>> (48 - i % 4 * 16)) & 0xFFFF;
        return withoutLongestRun(groups);
    }

    private String quad() {
        return "%d.%d.%d.%d".formatted(low >>> 24, low >>> 16 & 0xFF, low >>> 8 & 0xFF, low & 0xFF);
    }

    private static String withoutLongestRun(int[] groups) {
        int start = -1;
        int longest = 1; // a single zero is written (RFC 5952 section 4.2.2)
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) run++;
            if (run > longest) {
                start = i;
                longest = run;
            }
        }
        if (start < 0) return hex(groups, 0, 8);
        return hex(groups, 0, start) + "::" + hex(groups, start + longest, 8);
    }

    private static String hex(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            if (i > from) text.append(':');
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
