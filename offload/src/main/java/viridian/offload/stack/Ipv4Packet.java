package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.Ipv4;

/**
 * A packet that arrived, whole or put together, lent for one call: the same object shows the next one.
 *
 * <p>Everything is read from the memory once, when it is shown, and the header is known to be well formed.
 */
final class Ipv4Packet {

    private final NetworkInterface on;
    private MemorySegment memory = MemorySegment.NULL;
    private long at;
    private int headerLength;
    private int totalLength;
    private int source;
    private int destination;
    private int protocol;
    private boolean forMany;

    Ipv4Packet(NetworkInterface on) {
        this.on = on;
    }

    /** Shows the packet whose header begins at {@code at}; {@code forMany} if its frame had a group address. */
    Ipv4Packet show(MemorySegment memory, long at, boolean forMany) {
        this.memory = memory;
        this.at = at;
        this.headerLength = Ipv4.headerLength(memory, at);
        this.totalLength = Ipv4.totalLength(memory, at);
        this.source = Ipv4.source(memory, at);
        this.destination = Ipv4.destination(memory, at);
        this.protocol = Ipv4.protocol(memory, at);
        this.forMany = forMany;
        return this;
    }

    /** Where it came in. */
    NetworkInterface on() {
        return on;
    }

    MemorySegment memory() {
        return memory;
    }

    /** Where the header begins in {@link #memory()}. */
    long at() {
        return at;
    }

    int headerLength() {
        return headerLength;
    }

    int totalLength() {
        return totalLength;
    }

    long payloadAt() {
        return at + headerLength;
    }

    int payloadLength() {
        return totalLength - headerLength;
    }

    int source() {
        return source;
    }

    int destination() {
        return destination;
    }

    int protocol() {
        return protocol;
    }

    /** Whether its frame had a group address. */
    boolean forMany() {
        return forMany;
    }

    /** Whether all hosts on the link are meant, by frame or by address. */
    boolean isForAll() {
        return forMany || on.isBroadcast(destination);
    }
}
