package viridian.lab.topology;

/** Something a lab can be told to do, by itself as a step or while a claim is watched. */
public sealed interface Action {

    /**
     * ICMP echo requests, one after the other.
     *
     * @param from the adapter whose host asks
     * @param to the adapter whose address is asked
     * @param size of the ICMP payload, bytes, as the ping command counts it
     * @param fragment whether the request may be cut on its way; otherwise don't-fragment is set
     * @param count how many requests
     * @param withinSeconds how long each answer is waited for
     */
    record Ping(AdapterName from, AdapterName to, int size, boolean fragment, int count, double withinSeconds)
            implements Action {

        /** As the ping command has it: 64 bytes with the ICMP header. */
        public static final int DEFAULT_SIZE = 56;

        /** What an IPv4 packet holds beside its own header and ICMP's (RFC 791 section 3.1). */
        public static final int MAX_SIZE = 65_507;

        public static final double DEFAULT_WITHIN_SECONDS = 1;
    }

    /**
     * UDP datagrams one way.
     *
     * @param from the adapter whose host sends
     * @param to the adapter whose address they go to
     * @param datagrams how many
     * @param size of the UDP payload, bytes
     * @param port the UDP destination port
     * @param perSecond how many are sent in a second; {@link #UNPACED} for as many as the host can
     */
    record Stream(AdapterName from, AdapterName to, int datagrams, int size, int port, int perSecond)
            implements Action {

        public static final int DEFAULT_DATAGRAMS = 100;
        public static final int DEFAULT_SIZE = 1000;

        /** Our choice, outside the ports a system hands out by itself (RFC 6335 section 6). */
        public static final int DEFAULT_PORT = 5001;

        public static final int DEFAULT_PER_SECOND = 5000;

        /** As fast as the host can. */
        public static final int UNPACED = 0;

        /** The same without a pace. */
        public Stream unpaced() {
            return new Stream(from, to, datagrams, size, port, UNPACED);
        }
    }

    /** Unicast frames from an adapter to addresses nobody has. */
    record Strangers(AdapterName from, int frames) implements Action {}

    /** Broadcast frames from an adapter. */
    record Broadcast(AdapterName from, int frames) implements Action {}

    /** A network forgets every address it has learned; pinned ones stay. */
    record Forget(String network) implements Action {}

    /** A command inside a machine's namespace: in the real form only. */
    record Exec(String host, String run) implements Action {}

    /** Nothing, for a time. */
    record Wait(double seconds) implements Action {}

    /** How many frames a step sends that does not say. */
    int DEFAULT_FRAMES = 10;
}
