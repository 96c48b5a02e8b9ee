package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.Udp;

/** What arrived at a UDP port, lent for the length of one call: whoever keeps it copies it. */
public final class UdpDatagram {

    private NetworkInterface arrivedOn;
    private MemorySegment memory = MemorySegment.NULL;
    private long offset;
    private int length;
    private int from;
    private int to;
    private int fromPort;

    UdpDatagram(Ipv4Packet first) {
        this.arrivedOn = first.on();
    }

    UdpDatagram show(Ipv4Packet packet) {
        long at = packet.payloadAt();
        this.arrivedOn = packet.on();
        this.memory = packet.memory();
        this.offset = at + Udp.HEADER_BYTES;
        this.length = Udp.length(memory, at) - Udp.HEADER_BYTES;
        this.from = packet.source();
        this.to = packet.destination();
        this.fromPort = Udp.sourcePort(memory, at);
        return this;
    }

    /** Where it came in. */
    public NetworkInterface arrivedOn() {
        return arrivedOn;
    }

    /** The sender's IPv4 address. */
    public int from() {
        return from;
    }

    public int fromPort() {
        return fromPort;
    }

    /** Which address it was sent to: the host's, or that of all hosts. */
    public int to() {
        return to;
    }

    /** The memory the payload is in; it begins at {@link #offset()}. */
    public MemorySegment memory() {
        return memory;
    }

    public long offset() {
        return offset;
    }

    /** Of the payload, bytes. */
    public int length() {
        return length;
    }
}
