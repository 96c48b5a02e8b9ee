package viridian.lab.host.linux;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of a ping.
 *
 * @param answer the best that happened
 * @param sent echo requests
 * @param received echo replies
 * @param mtu the longest packet the way takes, bytes, where it was {@link Answer#TOO_LONG} and somebody said; otherwise 0
 * @param roundTripMillis of each reply, in the order they came
 */
public record PingOutcome(Answer answer, int sent, int received, int mtu, List<Double> roundTripMillis) {

    /** From the best to the worst. */
    public enum Answer {
        /** An echo reply came. */
        REPLY,
        /** The packet may not be cut and is too long for the way, or for the interface. */
        TOO_LONG,
        /** Somebody on the way said so, or nobody answered ARP. */
        UNREACHABLE,
        /** The host itself knows no way there. */
        NO_ROUTE,
        /** Silence. */
        NOTHING
    }

    private static final Pattern COUNTS = Pattern.compile("(\\d+) packets transmitted, (\\d+) (?:packets )?received");
    private static final Pattern ROUND_TRIP = Pattern.compile("time[=<]([0-9.]+) ms");
    private static final Pattern TOO_LONG =
            Pattern.compile("(?:Frag needed and DF set|message too long).*?mtu\\s*[=:]\\s*(\\d+)");
    private static final Pattern UNREACHABLE = Pattern.compile("Destination \\w+ Unreachable|Packet filtered");
    private static final Pattern NO_ROUTE = Pattern.compile("[Nn]etwork is unreachable");

    public PingOutcome {
        roundTripMillis = List.copyOf(roundTripMillis);
    }

    /**
     * Reads what iputils' ping wrote to both outputs.
     *
     * @throws IOException if it neither pinged nor knew why
     */
    public static PingOutcome parse(String written) throws IOException {
        Matcher counts = COUNTS.matcher(written);
        if (!counts.find()) {
            if (NO_ROUTE.matcher(written).find()) return new PingOutcome(Answer.NO_ROUTE, 0, 0, 0, List.of());
            throw new IOException("ping failed: " + written.strip());
        }
        int received = Integer.parseInt(counts.group(2));
        List<Double> roundTrips = ROUND_TRIP
                .matcher(written)
                .results()
                .map(result -> Double.valueOf(result.group(1)))
                .toList();
        Matcher tooLong = TOO_LONG.matcher(written);
        int mtu = tooLong.find() ? Integer.parseInt(tooLong.group(1)) : 0;
        return new PingOutcome(
                answer(written, received, mtu), Integer.parseInt(counts.group(1)), received, mtu, roundTrips);
    }

    private static Answer answer(String written, int received, int mtu) {
        if (received > 0) return Answer.REPLY;
        if (mtu > 0) return Answer.TOO_LONG;
        if (UNREACHABLE.matcher(written).find()) return Answer.UNREACHABLE;
        return NO_ROUTE.matcher(written).find() ? Answer.NO_ROUTE : Answer.NOTHING;
    }
}
