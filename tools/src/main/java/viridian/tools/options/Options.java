package viridian.tools.options;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import viridian.lab.topology.Spelling;
import viridian.vswitch.frame.MacAddress;

/**
 * What was written as {@code key=value}, read key by key. Several values of one key are joined by plus signs. Whatever makes
 * no sense is an IllegalArgumentException with a sentence for its writer.
 */
public record Options(SequencedMap<String, String> written) {

    public static final Options NONE = new Options(new LinkedHashMap<>());

    /** Nine digits and a giga are below 2 to the 63rd. */
    private static final Pattern RATE = Pattern.compile("(?<number>\\d{1,9})(?<unit>[kMG]?)");

    private static final Pattern JOINT = Pattern.compile("\\+");

    /** @param written by key, in the order written */
    public Options {
        written = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(written));
    }

    /** Reads words of the form {@code key=value}. */
    public static Options parse(Collection<String> words) {
        SequencedMap<String, String> written = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) throw new IllegalArgumentException("option '" + word + "' is not of the form key=value");
            String key = word.substring(0, equals);
            if (written.put(key, word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("option '" + key + "' is given twice");
            }
        }
        return new Options(written);
    }

    public Set<String> keys() {
        return written.keySet();
    }

    public boolean has(String key) {
        return written.containsKey(key);
    }

    public boolean isEmpty() {
        return written.isEmpty();
    }

    /** Those with a key of these. */
    public Options only(Collection<String> keys) {
        SequencedMap<String, String> some = new LinkedHashMap<>(written);
        some.keySet().retainAll(keys);
        return new Options(some);
    }

    /** Those with another key. */
    public Options without(Collection<String> keys) {
        SequencedMap<String, String> rest = new LinkedHashMap<>(written);
        rest.keySet().removeAll(keys);
        return new Options(rest);
    }

    /** These and one more, in place of one of the same key. */
    public Options with(String key, String value) {
        SequencedMap<String, String> more = new LinkedHashMap<>(written);
        more.put(key, value);
        return new Options(more);
    }

    /** Refuses keys that are not among the known ones. */
    public void requireKnown(Collection<String> known) {
        for (String key : keys()) {
            if (known.contains(key)) continue;
            throw new IllegalArgumentException(
                    "there is no option '%s' (%s)".formatted(key, Spelling.suggestion(key, known)));
        }
    }

    public String text(String key) {
        return written.getOrDefault(key, "");
    }

    /** What a reader makes of the text; what the reader has against it is said as it is. */
    public <T> T read(String key, Function<String, T> reader) {
        return reader.apply(text(key));
    }

    public int number(String key, int least, int largest) {
        return Math.toIntExact(number(key, (long) least, largest));
    }

    public long number(String key, long least, long largest) {
        String text = text(key);
        long value = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        if (value < least || value > largest) {
            throw new IllegalArgumentException(
                    "%s is a number from %d to %d, not '%s'".formatted(key, least, largest, text));
        }
        return value;
    }

    /** A number where one is written, and otherwise what was before. */
    public long number(String key, long before, long least, long largest) {
        return has(key) ? number(key, least, largest) : before;
    }

    /** Bits per second, such as 64k, 100M or 1G, where they are written, and otherwise what was before. */
    public long rate(String key, long before) {
        if (!has(key)) return before;
        Matcher form = RATE.matcher(text(key));
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "%s is bit/s, such as 64k, 100M or 1G, not '%s'".formatted(key, text(key)));
        }
        long unit = switch (form.group("unit")) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            default -> 1;
        };
        return Long.parseLong(form.group("number")) * unit;
    }

    /** Whether it says on. */
    public boolean flag(String key) {
        return switch (text(key)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new IllegalArgumentException(key + " is on or off, not '" + text(key) + "'");
        };
    }

    /** The word of an enumeration, written small and with hyphens. */
    public <E extends Enum<E>> E word(String key, Class<E> words) {
        for (E word : words.getEnumConstants()) {
            if (Words.of(word).equals(text(key))) return word;
        }
        throw new IllegalArgumentException("%s is %s, not '%s'".formatted(key, Words.list(words), text(key)));
    }

    /** An adapter's address: of one station, and not zero. */
    public MacAddress station(String key) {
        MacAddress address = MacAddress.parse(text(key));
        if (address.isGroup() || address.equals(MacAddress.NONE)) {
            throw new IllegalArgumentException(text(key) + " is no adapter's address");
        }
        return address;
    }

    /** What stands between the plus signs, each read; nothing where nothing is written. */
    public <T> List<T> list(String key, Function<String, T> reader) {
        if (text(key).isEmpty()) return List.of();
        return JOINT.splitAsStream(text(key)).map(reader).toList();
    }
}
