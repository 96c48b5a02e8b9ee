package viridian.tools.text;

/** Colour and weight of text: ANSI escapes on a terminal, nothing elsewhere. */
public enum Style {
    GOOD("32"),
    BAD("1;31"),
    WARNING("33"),
    STRONG("1"),
    FAINT("2");

    /** Set by the launcher, which knows what standard output is; starting a console to ask would cost more than a run. */
    private static final boolean TERMINAL = Boolean.getBoolean("lab.terminal") && System.getenv("NO_COLOR") == null;

    private final String escape;

    Style(String escape) {
        this.escape = escape;
    }

    /** Whether standard output is a terminal that may be coloured. */
    public static boolean isTerminal() {
        return TERMINAL;
    }

    /** The text in this style, if standard output is a terminal and NO_COLOR is not set. */
    public String of(String text) {
        return TERMINAL ? "\u001b[" + escape + "m" + text + "\u001b[0m" : text;
    }
}
