package viridian.tools;

/** What the command answers to the shell. */
final class ExitCode {

    /** All claims hold, or what was asked for was done. */
    static final int OK = 0;

    /** At least one claim fails. */
    static final int CLAIM_FAILS = 1;

    /** What was given cannot be understood: EX_USAGE of BSD's sysexits. */
    static final int BAD_INPUT = 64;

    /** The surroundings lack something (a right, a program, an interface): EX_UNAVAILABLE. */
    static final int SURROUNDINGS_LACK = 69;

    /** Our fault: EX_SOFTWARE. */
    static final int OUR_FAULT = 70;

    private ExitCode() {}
}
