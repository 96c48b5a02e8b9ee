package viridian.lab.host;

import java.util.List;
import viridian.lab.check.Answers;
import viridian.lab.host.linux.PingOutcome;

/** What a ping of the real program tells of its requests. */
final class PingAnswers {

    private PingAnswers() {}

    static Answers of(PingOutcome outcome, int asked) {
        return new Answers(asked, outcome.received(), instead(outcome, asked), outcome.roundTripMillis());
    }

    private static List<String> instead(PingOutcome outcome, int asked) {
        if (outcome.received() == asked) return List.of();
        return List.of(
                switch (outcome.answer()) {
                    case REPLY, NOTHING -> "no answer";
                    case TOO_LONG -> "too big for a link of " + outcome.mtu() + " bytes";
                    case UNREACHABLE -> "nobody answers for the address";
                    case NO_ROUTE -> "no way leads there";
                });
    }
}
