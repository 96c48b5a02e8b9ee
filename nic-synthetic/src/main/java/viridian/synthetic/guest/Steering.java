package viridian.synthetic.guest;

import java.util.List;
import java.util.random.RandomGenerator;
import viridian.synthetic.rss.FlowHash;
import viridian.synthetic.rss.HashTypes;
import viridian.synthetic.rss.RssParameters;
import viridian.synthetic.rss.Toeplitz;
import viridian.vswitch.frame.Frame;

/**
 * Which channel a frame goes on: by the hash of its flow, through the table the host sends, so that frames of one flow stay
 * in order. Any thread.
 */
final class Steering {

    private final Toeplitz function;
    private volatile int[] table = new int[16];

    /** All on the first channel, until a table says something else. */
    Steering(RandomGenerator random) {
        byte[] key = new byte[Toeplitz.KEY_BYTES];
        random.nextBytes(key);
        function = new Toeplitz(key);
    }

    /**
     * The host's table.
     *
     * @return false if it names a channel there is not, or is empty; then it is not used
     */
    boolean use(List<Integer> channels, int queues) {
        if (channels.isEmpty() || channels.stream().anyMatch(channel -> channel < 0 || channel >= queues)) return false;
        table = channels.stream().mapToInt(Integer::intValue).toArray();
        return true;
    }

    /** The channel of a frame; of one that belongs to no flow, the first. */
    int queueOf(Frame frame) {
        int[] now = table;
        long flow = FlowHash.of(frame, function, HashTypes.ALL);
        return FlowHash.type(flow) == 0 ? 0 : now[Integer.remainderUnsigned(FlowHash.hash(flow), now.length)];
    }

    /** What to ask for received frames: the same hash, spread evenly; with this flag set or none. */
    RssParameters parameters(int flags, int queues) {
        int[] spread = new int[RssParameters.MAX_ENTRIES];
        for (int i = 0; i < spread.length; i++) spread[i] = i % queues;
        return new RssParameters(flags, HashTypes.TOEPLITZ | HashTypes.ALL, spread, function.key());
    }
}
