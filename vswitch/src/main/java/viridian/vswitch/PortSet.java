package viridian.vswitch;

import java.util.Collection;

/** Some of the ports of a switch. Does not change. */
public final class PortSet {

    /** No port at all. */
    public static final PortSet NONE = new PortSet(new long[0]);

    /** One bit for each socket of the switch; words beyond the end hold none. */
    private final long[] words;

    private PortSet(long[] words) {
        this.words = words;
    }

    public static PortSet of(Collection<Port> ports) {
        int highest = ports.stream().mapToInt(Port::socket).max().orElse(-1);
        long[] words = new long[(highest + Long.SIZE) / Long.SIZE];
        for (Port port : ports) words[port.socket() / Long.SIZE] |= 1L << port.socket();
        return new PortSet(words);
    }

    public boolean contains(Port port) {
        return contains(port.socket());
    }

    boolean contains(int socket) {
        int word = socket / Long.SIZE;
        return word < words.length && (words[word] & 1L << socket) != 0;
    }
}
