package viridian.lab.host;

import java.util.ArrayList;
import java.util.List;
import viridian.lab.check.Answers;
import viridian.offload.stack.PingOutcome;

/** Gathers the outcomes of a ping's requests. */
final class PingTally {

    private int asked;
    private int answered;
    private final List<String> instead = new ArrayList<>();
    private final List<Double> roundTripMillis = new ArrayList<>();

    /** Counts an outcome that was waited for so long. */
    void add(PingOutcome outcome, long nanos) {
        if (outcome instanceof PingOutcome.Reply) roundTripMillis.add(nanos / 1e6);
        add(outcome);
    }

    void add(PingOutcome outcome) {
        asked++;
        switch (outcome) {
            case PingOutcome.Reply reply -> answered++;
            case PingOutcome.Unreachable by ->
                instead.add("%s says it is unreachable (ICMP code %d)".formatted(by.who(), by.code()));
            case PingOutcome.TooBig link -> instead.add("too big for a link of " + link.mtu() + " bytes");
            case PingOutcome.Timeout none -> instead.add("no answer");
            case PingOutcome.NoRoute none -> instead.add("no way leads there");
            case PingOutcome.NoNeighbour none -> instead.add("nobody answers for the address");
        }
    }

    Answers answers() {
        return new Answers(asked, answered, instead, roundTripMillis);
    }
}
