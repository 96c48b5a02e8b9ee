package viridian.lab.host.linux;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import viridian.vswitch.nic.linux.ProcessResult;

/**
 * The real {@code ping} of iputils, and what to ask of it.
 *
 * @param target an IPv4 address
 * @param count echo requests
 * @param sizeBytes of the data behind the ICMP header: 8972 fills a frame of 9014 bytes
 * @param dontFragment whether the requests may not be cut on their way
 * @param interval between two requests
 * @param patience for each answer
 */
public record Ping(
        String target, int count, int sizeBytes, boolean dontFragment, Duration interval, Duration patience) {

    /** One request of the usual size, and a second for the answer. */
    public static Ping to(String target) {
        return new Ping(target, 1, 56, false, Duration.ofMillis(200), Duration.ofSeconds(1));
    }

    public Ping times(int count) {
        return new Ping(target, count, sizeBytes, dontFragment, interval, patience);
    }

    /** Requests of this size, not to be cut on their way. */
    public Ping whole(int sizeBytes) {
        return new Ping(target, count, sizeBytes, true, interval, patience);
    }

    /** Requests of this size, cut on their way where a link asks for it. */
    public Ping cut(int sizeBytes) {
        return new Ping(target, count, sizeBytes, false, interval, patience);
    }

    /** With so long to wait for each answer. */
    public Ping within(Duration patience) {
        return new Ping(target, count, sizeBytes, dontFragment, interval, patience);
    }

    /**
     * Runs it in a host.
     *
     * @throws IOException if ping itself fails, for want of a right or by a name it does not know
     */
    public PingOutcome from(Namespace host) throws IOException {
        ProcessResult result = host.exec(command(), longest());
        return PingOutcome.parse(result.out() + result.err());
    }

    /** How long it may take in all. */
    public Duration longest() {
        return interval.plus(patience).multipliedBy(count).plusSeconds(5);
    }

    /** The program with its options. */
    public List<String> command() {
        return List.of(
                "ping",
                "-n",
                "-c",
                Integer.toString(count),
                "-s",
                Integer.toString(sizeBytes),
                "-M",
                dontFragment ? "do" : "dont",
                "-i",
                seconds(interval),
                "-W",
                seconds(patience),
                target);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }
}
