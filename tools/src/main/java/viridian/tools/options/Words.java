package viridian.tools.options;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the names of a program are written for people: small, with hyphens. */
public final class Words {

    private Words() {}

    /** {@code ACTIVE_STANDBY} as {@code active-standby}. */
    public static String of(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What there is to choose from: "pass, drop or guard". */
    public static String list(Class<? extends Enum<?>> choices) {
        return list(Arrays.stream(choices.getEnumConstants()).map(Words::of).toList());
    }

    /** "ports, macs or drops". */
    public static String list(List<String> words) {
        if (words.size() < 2) return String.join("", words);
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }

    /** Bits per second in the largest unit that leaves a whole number: 64k, 100M, 1G. */
    public static String rate(long bitsPerSecond) {
        if (bitsPerSecond == 0) return "0";
        if (bitsPerSecond % 1_000_000_000 == 0) return bitsPerSecond / 1_000_000_000 + "G";
        if (bitsPerSecond % 1_000_000 == 0) return bitsPerSecond / 1_000_000 + "M";
        return bitsPerSecond % 1_000 == 0 ? bitsPerSecond / 1_000 + "k" : String.valueOf(bitsPerSecond);
    }

    /** On or off. */
    public static String of(boolean on) {
        return on ? "on" : "off";
    }
}
