package viridian.tools.bench;

/**
 * Something worth measuring, with a name to ask for it.
 *
 * @param name by which it is asked for
 * @param subject what carries the frames
 * @param frameBytes length of each frame, without tag and check sequence
 * @param ports how many ports the switch has
 * @param talkers at how many of them there are stations; the others are plugged in and silent
 * @param addresses of the stations, dealt out to the talking ports in turns; at least one for each
 * @param traffic who sends what to whom
 * @param threads that carry frames, each for ports of its own
 * @param bar what the figure is held against
 */
public record BenchCase(
        String name,
        Subject subject,
        int frameBytes,
        int ports,
        int talkers,
        int addresses,
        Traffic traffic,
        int threads,
        Bar bar) {

    private static final int SHORTEST = 60;

    /** What carries the frames from the senders' memory to the receivers'. */
    public enum Subject {
        /** The switch. */
        SWITCH,
        /** Two look-ups and a copy, and no switch: {@link BareLoop}. */
        BARE_LOOP,
        /** The adapters hand each other frames: what the measurement itself costs. */
        ADAPTERS
    }

    public BenchCase {
        if (talkers > ports || talkers > addresses) {
            throw new IllegalArgumentException(
                    talkers + " talkers at " + ports + " ports, " + addresses + " addresses");
        }
        long senders = traffic.senders(talkers).count();
        if (threads < 1 || threads > senders) {
            throw new IllegalArgumentException(name + " has work for 1 to " + senders + " threads, not for " + threads);
        }
    }

    /** Ten stations at eight ports, 60 bytes, unicast, one thread. */
    static BenchCase named(String name) {
        return new BenchCase(name, Subject.SWITCH, SHORTEST, 8, 8, 10, Traffic.UNICAST, 1, new Bar.None());
    }

    BenchCase of(Subject what) {
        return new BenchCase(name, what, frameBytes, ports, talkers, addresses, traffic, threads, bar);
    }

    BenchCase frames(int bytes) {
        return new BenchCase(name, subject, bytes, ports, talkers, addresses, traffic, threads, bar);
    }

    BenchCase at(int plugged, int talking) {
        return new BenchCase(name, subject, frameBytes, plugged, talking, addresses, traffic, threads, bar);
    }

    BenchCase stations(int number) {
        return new BenchCase(name, subject, frameBytes, ports, talkers, number, traffic, threads, bar);
    }

    BenchCase with(Traffic other) {
        return new BenchCase(name, subject, frameBytes, ports, talkers, addresses, other, threads, bar);
    }

    /**
     * The same, carried by so many threads.
     *
     * @throws IllegalArgumentException if some thread would have no port to carry for
     */
    public BenchCase on(int carrying) {
        return new BenchCase(name, subject, frameBytes, ports, talkers, addresses, traffic, carrying, bar);
    }

    BenchCase against(Bar asked) {
        return new BenchCase(name, subject, frameBytes, ports, talkers, addresses, traffic, threads, asked);
    }
}
