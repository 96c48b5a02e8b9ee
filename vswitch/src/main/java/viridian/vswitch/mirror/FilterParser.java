package viridian.vswitch.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.mirror.FrameFilter.Condition;
import viridian.vswitch.packet.IpPrefix;

/**
 * Reads a filter's words:
 *
 * <pre>
 * filter    = part { and part } | part { or part }
 * part      = not part | ( filter ) | condition
 * condition = vlan [ID] | broadcast | multicast | less BYTES | greater BYTES
 *           | ether [src | dst] host MAC | ether proto NUMBER
 *           | protocol | [protocol] [src | dst] host ADDRESS | net PREFIX | port NUMBER[-NUMBER]
 * protocol  = arp | ip | ip6 | tcp | udp | icmp | icmp6 | igmp
 * </pre>
 *
 * <p>pcap gives "and" and "or" the same rank, others do not, so a filter with both has to say by parentheses what it means.
 */
final class FilterParser {

    private static final String END = "";
    private static final int HIGHEST_VLAN = 4095;
    private static final int HIGHEST_16_BITS = 65_535;
    private static final Set<String> WHAT = Set.of("host", "net", "port");

    /** How deep parentheses and "not" may nest: our choice, far above what a person writes. */
    private static final int DEEPEST = 50;

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;
    private int depth;

    FilterParser(String text) {
        this.text = text.strip();
        String spaced = text.replaceAll("[()]|!|&&|\\|\\|", " $0 ").strip();
        for (String word : spaced.split("\\s+", -1)) words.add(plain(word.toLowerCase(Locale.ROOT)));
    }

    private static String plain(String word) {
        return switch (word) {
            case "&&" -> "and";
            case "||" -> "or";
            case "!" -> "not";
            default -> word;
        };
    }

    Condition condition() {
        Condition all = filter();
        if (!next().equals(END)) throw wrong("'" + next() + "' is one word too many");
        return all;
    }

    private Condition filter() {
        Condition sofar = part();
        String joint = next();
        while (next().equals("and") || next().equals("or")) {
            if (!next().equals(joint))
                throw wrong("'and' and 'or' stand side by side: say by parentheses what belongs together");
            at++;
            sofar = joined(joint, sofar, part());
        }
        return sofar;
    }

    private static Condition joined(String joint, Condition one, Condition other) {
        if (joint.equals("and"))
            return (frame, packet, vlan) -> one.holds(frame, packet, vlan) && other.holds(frame, packet, vlan);
        return (frame, packet, vlan) -> one.holds(frame, packet, vlan) || other.holds(frame, packet, vlan);
    }

    private Condition part() {
        if (++depth > DEEPEST) throw wrong("it nests deeper than " + DEEPEST);
        Condition part = nested();
        depth--;
        return part;
    }

    private Condition nested() {
        String word = take();
        return switch (word) {
            case "not" -> not(part());
            case "(" -> {
                Condition inner = filter();
                if (!take().equals(")")) throw wrong("a '(' is not closed");
                yield inner;
            }
            default -> simple(word);
        };
    }

    private static Condition not(Condition negated) {
        return (frame, packet, vlan) -> !negated.holds(frame, packet, vlan);
    }

    private Condition simple(String word) {
        return switch (word) {
            case "vlan" -> next().matches("[0-9]+") ? Conditions.vlan(number(HIGHEST_VLAN)) : Conditions.IN_A_VLAN;
            case "broadcast" -> Conditions.BROADCAST;
            case "multicast" -> Conditions.MULTICAST;
            case "less" -> Conditions.atMost(number(HIGHEST_16_BITS));
            case "greater" -> Conditions.atLeast(number(HIGHEST_16_BITS));
            case "ether" -> ether();
            case "src", "dst", "host", "net", "port" -> addressed(word);
            case END -> throw wrong("it ends too early");
            default -> protocol(word);
        };
    }

    private Condition protocol(String word) {
        Condition protocol = Conditions.protocol(word);
        if (protocol == null) throw wrong("'" + word + "' is no word of a filter");
        boolean more = WHAT.contains(next()) || next().equals("src") || next().equals("dst");
        return more ? joined("and", protocol, addressed(take())) : protocol;
    }

    private Condition ether() {
        String word = take();
        if (word.equals("proto")) return Conditions.etherType(number(HIGHEST_16_BITS));
        boolean directed = word.equals("src") || word.equals("dst");
        if (directed && next().equals("host")) at++;
        if (!directed && !word.equals("host"))
            throw wrong("'ether' wants host, src, dst or proto behind it, not " + shown(word));
        long mac = value("a MAC address", MacAddress::parse).bits();
        return sides(directed ? word : null, Conditions.etherSource(mac), Conditions.etherDestination(mac));
    }

    /** {@code [src | dst] host | net | port}, the first word of it taken already. */
    private Condition addressed(String first) {
        boolean directed = first.equals("src") || first.equals("dst");
        String side = directed ? first : null;
        String what = directed ? take() : first;
        return switch (what) {
            case "host", "net" -> {
                IpPrefix prefix = value("an IP address", IpPrefix::parse);
                if (what.equals("host") && prefix.length() != prefix.base().bits())
                    throw wrong("a host has no prefix length; 'net' has");
                yield sides(side, Conditions.source(prefix), Conditions.destination(prefix));
            }
            case "port" -> {
                int[] range = range();
                yield sides(
                        side,
                        Conditions.sourcePort(range[0], range[1]),
                        Conditions.destinationPort(range[0], range[1]));
            }
            default -> throw wrong("'" + side + "' wants host, net or port behind it, not " + shown(what));
        };
    }

    private static Condition sides(@Nullable String side, Condition source, Condition destination) {
        if (side == null) return joined("or", source, destination);
        return side.equals("src") ? source : destination;
    }

    private int[] range() {
        String word = take();
        String[] ends = word.split("-", 2);
        int[] range = {number(word, ends[0], HIGHEST_16_BITS), number(word, ends[ends.length - 1], HIGHEST_16_BITS)};
        if (range[0] > range[1]) throw wrong("the range " + word + " ends before it begins");
        return range;
    }

    private int number(int highest) {
        String word = take();
        return number(word, word, highest);
    }

    private int number(String word, String digits, int highest) {
        boolean hex = digits.matches("0x[0-9a-f]{1,4}");
        if (!hex && !digits.matches("[0-9]{1,5}"))
            throw wrong("a number from 0 to " + highest + " is wanted, not " + shown(word));
        int number = Integer.decode(hex ? digits : digits.replaceFirst("^0+(?=.)", ""));
        if (number > highest) throw wrong(number + " is more than " + highest);
        return number;
    }

    private <T> T value(String wanted, Function<String, T> parser) {
        String word = take();
        try {
            return parser.apply(word);
        } catch (IllegalArgumentException unreadable) {
            if (word.equals(END)) throw wrong(wanted + " is missing at its end");
            throw wrong(String.valueOf(unreadable.getMessage()));
        }
    }

    private String next() {
        return at < words.size() ? words.get(at) : END;
    }

    private String take() {
        String word = next();
        at++;
        return word;
    }

    private static String shown(String word) {
        return word.equals(END) ? "the end" : "'" + word + "'";
    }

    private IllegalArgumentException wrong(String sentence) {
        return new IllegalArgumentException("the filter '" + text + "' cannot be read: " + sentence);
    }
}
