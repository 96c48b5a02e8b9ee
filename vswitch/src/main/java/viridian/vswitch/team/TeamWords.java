package viridian.vswitch.team;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The options of a team as a person writes them. Every refusal is a sentence that says what could be written. */
final class TeamWords {

    static final List<String> KNOWN = List.of(
            "mode",
            "balance",
            "rebalance",
            "hold-down",
            "failback",
            "lacp",
            "rate",
            "system-priority",
            "key",
            "port-priority",
            "links");

    private final Map<String, String> options;

    TeamWords(Map<String, String> options) {
        this.options = options;
        for (String option : options.keySet()) {
            if (!KNOWN.contains(option)) {
                throw new IllegalArgumentException(
                        "a team has no option '%s'; there are %s".formatted(option, String.join(", ", KNOWN)));
            }
        }
    }

    static void requireNumber(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s is from %d to %d, not %d".formatted(option, least, most, value));
        }
    }

    TeamMode mode() {
        String word = options.getOrDefault("mode", TeamMode.SWITCH_INDEPENDENT.words());
        for (TeamMode mode : TeamMode.values()) {
            if (plain(word).equals(plain(mode.words()))) return mode;
        }
        throw wrong(
                "mode",
                word,
                Arrays.stream(TeamMode.values()).map(TeamMode::words).toList());
    }

    Balance balance(Balance usual) {
        String word = options.getOrDefault("balance", usual.words());
        for (Balance balance : Balance.values()) {
            if (word.equalsIgnoreCase(balance.words()) || word.equalsIgnoreCase(balance.administrators()))
                return balance;
        }
        throw wrong(
                "balance",
                word,
                Arrays.stream(Balance.values()).map(Balance::words).toList());
    }

    /** Windows administrators write SwitchIndependent. */
    private static String plain(String word) {
        return word.replace("-", "").toLowerCase(Locale.ROOT);
    }

    boolean oneOf(String option, String no, String yes) {
        return oneOf(option, no, yes, false);
    }

    boolean oneOf(String option, String no, String yes, boolean usual) {
        String word = options.getOrDefault(option, usual ? yes : no);
        if (!word.equals(no) && !word.equals(yes)) throw wrong(option, word, List.of(no, yes));
        return word.equals(yes);
    }

    int number(String option, int usual) {
        String word = options.getOrDefault(option, Integer.toString(usual));
        if (!word.matches("\\d{1,6}"))
            throw new IllegalArgumentException("%s is a number, not '%s'".formatted(option, word));
        return Integer.parseInt(word);
    }

    private static IllegalArgumentException wrong(String option, String word, List<String> known) {
        return new IllegalArgumentException(
                "%s is one of %s, not '%s'".formatted(option, String.join(", ", known), word));
    }
}
