package viridian.lab.check;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Check;
import viridian.lab.topology.Topology;
import viridian.vswitch.capture.FrameRecord;

/** Decides whether claims hold, from what was seen and nothing else. */
public final class Judge {

    private final Topology plan;
    private final AddressBook book;

    public Judge(Topology plan) {
        this.plan = plan;
        this.book = new AddressBook(plan);
    }

    /** Holds if every request was answered. */
    public Judgement judge(Check.Reachable claim, Answers answers) {
        boolean holds = answers.answered() == answers.asked();
        return judgement(claim, holds, answered(answers), otherwise(answers));
    }

    /** Holds if no request was answered; otherwise the frames between the two hosts show which way they went. */
    public Judgement judge(Check.Unreachable claim, Answers answers, List<FrameRecord> frames) {
        Tally tally = new Tally(book, "seen", frames);
        List<FrameRecord> between = new Watch(plan, frames)
                .between(claim.ping().from(), claim.ping().to());
        for (FrameRecord frame : between) tally.count(List.of(frame), one -> true, "at " + frame.port());
        return judgement(claim, answers.answered() == 0, answered(answers), tally.against());
    }

    private static String answered(Answers answers) {
        String counts = "%d of %d answered".formatted(answers.answered(), answers.asked());
        return answers.instead().isEmpty()
                ? counts
                : counts + ": " + answers.instead().getFirst();
    }

    private static List<Evidence> otherwise(Answers answers) {
        return answers.instead().stream().distinct().map(Evidence::of).toList();
    }

    /** Holds if enough datagrams arrived. */
    public Judgement judge(Check.Delivered claim, int arrived) {
        String because =
                "%d of %d datagrams arrived".formatted(arrived, claim.stream().datagrams());
        return judgement(claim, arrived >= claim.atLeast(), because, List.of());
    }

    /** Holds if the command ended as it should and said what it should. */
    public Judgement judge(Check.Command claim, int exit, String output) {
        boolean said = claim.output()
                .map(expression -> Pattern.compile(expression).matcher(output).find())
                .orElse(true);
        String because = "exit code %d%s"
                .formatted(
                        exit,
                        said ? "" : ", and no output like " + claim.output().get());
        List<Evidence> lines =
                output.lines().limit(Tally.KEPT).map(Evidence::of).toList();
        return judgement(claim, exit == claim.exit() && said, because, lines);
    }

    /** A claim about a command, in a lab that has no machines to run one in. */
    public Judgement needsReal(Check.Command claim) {
        String because =
                "'%s' runs in the real form only".formatted(claim.exec().run());
        return new Judgement(claim, Verdict.NEEDS_REAL, because, List.of());
    }

    /** Holds if enough came through, each way, for a price to be one of frames that were carried. */
    public Judgement judge(Check.Price claim, int out, int in) {
        int enough = claim.out().datagrams() - claim.out().datagrams() / 10;
        String because = "%d of %d arrived, and %d of %d the other way"
                .formatted(out, claim.out().datagrams(), in, claim.in().datagrams());
        return judgement(claim, out >= enough && in >= enough, because, List.of());
    }

    /** Holds if the machine was started; otherwise what the servers have given tells how far it came. */
    public Judgement judge(Check.Boots claim, BootOutcome outcome, List<String> served) {
        List<Evidence> against = latest(served).stream().map(Evidence::of).toList();
        return judgement(claim, outcome.failure().isEmpty(), said(outcome), against);
    }

    /** Holds if the machine was not started, for the reason that was meant. */
    public Judgement judge(Check.CannotBoot claim, BootOutcome outcome) {
        boolean meant = outcome.failure()
                .filter(why -> claim.because()
                        .map(expression ->
                                Pattern.compile(expression).matcher(why).find())
                        .orElse(true))
                .isPresent();
        return judgement(claim, meant, said(outcome), List.of());
    }

    private static String said(BootOutcome outcome) {
        return outcome.failure()
                .map(why -> outcome.account().isEmpty() ? why : why + " (" + outcome.account() + ")")
                .orElse(outcome.account());
    }

    /**
     * Holds if the console has shown what it should.
     *
     * @param served what the machine was given by others, a sentence each
     */
    public Judgement judge(Check.Console claim, String console, double seconds, List<String> served) {
        boolean shown = Pattern.compile(claim.shows()).matcher(console).find();
        String because = shown
                ? "shown after %.1f s".formatted(seconds)
                : "nothing like '%s' in %.0f s".formatted(claim.shows(), seconds);
        List<String> lines = console.lines().filter(line -> !line.isBlank()).toList();
        return judgement(
                claim,
                shown,
                Stream.concat(Stream.of(because), served.stream()).collect(Collectors.joining("; ")),
                latest(lines).stream().map(Evidence::of).toList());
    }

    private static List<String> latest(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - Tally.KEPT), lines.size());
    }

    /** Holds if no adapter watched was handed a frame it may not hear. */
    public Judgement judge(Check.HearsOnly claim, List<FrameRecord> frames) {
        Watch watch = new Watch(plan, frames);
        Tally tally = new Tally(book, "heard", frames);
        for (AdapterName name : claim.at()) {
            Adapter adapter = plan.adapter(name);
            tally.count(
                    watch.heardAt(adapter), frame -> !mayHear(claim, adapter, frame), "heard at " + book.name(name));
        }
        return tally.judgement(claim);
    }

    private boolean mayHear(Check.HearsOnly claim, Adapter adapter, FrameRecord frame) {
        boolean foreign = !frame.destination().isGroup() && !frame.destination().equals(adapter.mac());
        if (claim.ownUnicast() && foreign) return false;
        return claim.senders()
                .map(senders -> book.isOneOf(frame.source(), senders))
                .orElse(true);
    }

    /** Holds if every frame at the place is one of those selected. */
    public Judgement judge(Check.CarriesOnly claim, List<FrameRecord> frames) {
        Selection selected = new Selection(claim.frames(), book);
        return carried(claim, claim.place(), frames, frame -> !selected.contains(frame));
    }

    /** Holds if no frame at the place is one of those selected. */
    public Judgement judge(Check.MustNotCarry claim, List<FrameRecord> frames) {
        return carried(claim, claim.place(), frames, new Selection(claim.frames(), book)::contains);
    }

    private Judgement carried(
            Check claim, Check.Place place, List<FrameRecord> frames, Predicate<FrameRecord> offends) {
        Tally tally = new Tally(book, "carried", frames);
        tally.count(new Watch(plan, frames).carriedAt(place), offends, where(place));
        return tally.judgement(claim);
    }

    private static String where(Check.Place place) {
        return switch (place) {
            case Check.Place.Wire(String nic) -> "on the wire of " + nic;
            case Check.Place.Inside(String network) -> "inside " + network;
        };
    }

    private static Judgement judgement(Check claim, boolean holds, String because, List<Evidence> against) {
        return new Judgement(claim, holds ? Verdict.HOLDS : Verdict.FAILS, because, holds ? List.of() : against);
    }
}
