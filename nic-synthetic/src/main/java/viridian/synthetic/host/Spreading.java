package viridian.synthetic.host;

import viridian.synthetic.rss.FlowHash;
import viridian.synthetic.rss.RssParameters;
import viridian.synthetic.rss.Toeplitz;
import viridian.vswitch.frame.Frame;

/**
 * How frames for the guest are spread over its channels: by the hash of their flow, through a table the guest has set, so
 * that frames of one flow stay in order. Immutable; any thread may ask.
 */
final class Spreading {

    private final Toeplitz function;
    private final int types;
    private final int[] table;

    /** As the guest wishes it; {@link RssParameters#isOn}. */
    Spreading(RssParameters parameters) {
        function = new Toeplitz(parameters.key());
        types = parameters.hashInfo() & ~0xFF;
        table = parameters.table().clone();
    }

    /** The hash of a frame's flow. */
    long hash(Frame frame) {
        return FlowHash.of(frame, function, types);
    }

    /** The channel of a flow; what belongs to no flow goes by the first. */
    int channel(long hashed) {
        if (hashed == FlowHash.NONE) return 0;
        return table[Integer.remainderUnsigned(FlowHash.hash(hashed), table.length)];
    }
}
