package viridian.tools.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import viridian.lab.Form;
import viridian.lab.check.Evidence;
import viridian.lab.check.Judgement;
import viridian.lab.check.Verdict;
import viridian.lab.run.Progress;
import viridian.lab.topology.Check;
import viridian.lab.topology.Layout;
import viridian.tools.text.Style;

/** Tells a person how a run gets on: a line for each layout that comes up and for each claim that was tried. */
public final class ConsoleProgress implements Progress {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int VERDICT_WIDTH = 10;

    private final PrintStream out;
    private final Form form;
    private int claimWidth;

    public ConsoleProgress(PrintStream out, Form form) {
        this.out = out;
        this.form = form;
    }

    @Override
    public void begins(Layout layout) {
        out.printf(
                "%n%s  %s%n", Style.STRONG.of(layout.name()), layout.topology().about());
        claimWidth = layout.checks().stream()
                .map(Check::claim)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    @Override
    public void isUp(Layout layout, long nanos, Map<String, Duration> machines) {
        out.printf(
                Locale.ROOT,
                "  %s, %s and %s up after %.2f s (%s)%n",
                counted(layout.topology().nics().size(), "wire"),
                counted(layout.topology().networks().size(), "network"),
                counted(layout.topology().hosts().size(), "host"),
                nanos / NANOS_PER_SECOND,
                form.name().toLowerCase(Locale.ROOT));
        machines.forEach((name, took) -> out.printf(
                Locale.ROOT, "  real machine %s healthy after %.1f s%n", name, took.toNanos() / NANOS_PER_SECOND));
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    @Override
    public void tries(String claim) {
        if (Style.isTerminal()) out.printf("  %-" + VERDICT_WIDTH + "s%s\r", "...", claim);
    }

    @Override
    public void judged(Judgement judgement) {
        String claim = ("%-" + claimWidth + "s").formatted(judgement.claim());
        out.printf("  %s%s  %s%n", verdict(judgement.verdict()), claim, Style.FAINT.of(judgement.because()));
        for (Evidence evidence : judgement.evidence())
            out.println("            " + Style.WARNING.of(evidence.sentence()));
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case HOLDS -> Style.GOOD.of(padded("holds"));
            case FAILS -> Style.BAD.of(padded("FAILS"));
            case NEEDS_REAL -> Style.FAINT.of(padded("--real"));
        };
    }

    private static String padded(String word) {
        return ("%-" + VERDICT_WIDTH + "s").formatted(word);
    }
}
