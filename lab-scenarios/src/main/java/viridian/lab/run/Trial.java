package viridian.lab.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import viridian.lab.Lab;
import viridian.lab.Traffic;
import viridian.lab.check.Judge;
import viridian.lab.check.Judgement;
import viridian.lab.check.Price;
import viridian.lab.check.Verdict;
import viridian.lab.topology.Action;
import viridian.lab.topology.Check;
import viridian.vswitch.capture.FrameLog;
import viridian.vswitch.capture.FrameRecord;

/** Puts the claims about one running lab to the test. */
final class Trial {

    private final Lab lab;
    private final Traffic traffic;
    private final Judge judge;
    private final FrameLog log;

    Trial(Lab lab, FrameLog log) {
        this.lab = lab;
        this.traffic = new Traffic(lab);
        this.judge = new Judge(lab.plan());
        this.log = log;
    }

    private final List<Price> prices = new ArrayList<>();

    void perform(List<Action> steps) throws IOException, InterruptedException {
        traffic.perform(steps);
    }

    Judgement of(Check check) throws IOException, InterruptedException {
        return switch (check) {
            case Check.Reachable claim -> judge.judge(claim, traffic.ping(claim.ping()));
            case Check.Unreachable claim -> unreachable(claim);
            case Check.Delivered claim -> judge.judge(claim, traffic.stream(claim.stream()));
            case Check.Price claim -> price(claim);
            case Check.HearsOnly claim -> watch(claim, claim.meanwhile(), frames -> judge.judge(claim, frames));
            case Check.CarriesOnly claim -> watch(claim, claim.meanwhile(), frames -> judge.judge(claim, frames));
            case Check.MustNotCarry claim -> watch(claim, claim.meanwhile(), frames -> judge.judge(claim, frames));
            case Check.Command claim -> command(claim);
            case Check.Boots claim -> judge.judge(claim, lab.boot(claim.from()), lab.served());
            case Check.CannotBoot claim -> judge.judge(claim, lab.boot(claim.from()));
            case Check.Console claim -> console(claim);
        };
    }

    private Judgement price(Check.Price claim) throws IOException, InterruptedException {
        Pricing pricing = new Pricing(lab, traffic, claim.out().from());
        // Who has to be asked for its address first would be charged for that.
        traffic.ping(claim.ping());
        Price.PerFrame out = pricing.of(claim.out());
        Price.PerFrame in = pricing.of(claim.in());
        prices.add(pricing.price(in, out, traffic.ping(claim.ping())));
        return judge.judge(claim, pricing.arrived(claim.out()), pricing.arrived(claim.in()));
    }

    /** What the claims about prices have found out so far. */
    List<Price> prices() {
        return List.copyOf(prices);
    }

    private Judgement unreachable(Check.Unreachable claim) throws IOException, InterruptedException {
        long mark = log.mark();
        return judge.judge(claim, traffic.ping(claim.ping()), log.since(mark));
    }

    private Judgement console(Check.Console claim) throws IOException, InterruptedException {
        long began = System.nanoTime();
        String shown = traffic.console(claim.host(), claim.shows(), claim.withinSeconds());
        double seconds = (System.nanoTime() - began) / 1e9;
        return judge.judge(claim, shown, seconds, sentTo(claim.host()));
    }

    /** The files a host has been sent by those that serve. */
    private List<String> sentTo(String host) {
        Predicate<String> toHost = sentence -> lab.plan().host(host).adapters().stream()
                .flatMap(adapter -> adapter.address().stream())
                .anyMatch(address -> sentence.contains(" to " + address.address() + ": "));
        return lab.served().stream().filter(toHost).toList();
    }

    private Judgement command(Check.Command claim) throws IOException, InterruptedException {
        return traffic.run(claim.exec())
                .map(ended -> judge.judge(claim, ended.exit(), ended.out() + ended.err()))
                .orElseGet(() -> judge.needsReal(claim));
    }

    /** Silence proves something only if there was something to hear: a stream that did not flow breaks the claim. */
    private Judgement watch(Check claim, List<Action> actions, Function<List<FrameRecord>, Judgement> verdict)
            throws IOException, InterruptedException {
        traffic.settle();
        long mark = log.mark();
        List<Action.Stream> dry = traffic.perform(actions);
        if (dry.isEmpty()) return verdict.apply(log.since(mark));
        Action.Stream stream = dry.getFirst();
        String because = "nothing proved: no datagram of %s reached %s".formatted(stream.from(), stream.to());
        return new Judgement(claim, Verdict.FAILS, because, List.of());
    }
}
