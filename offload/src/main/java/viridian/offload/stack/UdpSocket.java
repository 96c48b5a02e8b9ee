package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.Ipv4Address;

/** A UDP port of a host (RFC 768), on all its addresses. Belongs to the host's own thread. */
public final class UdpSocket implements AutoCloseable {

    private final UdpSockets all;
    private final int port;
    private UdpReceiver receiver = datagram -> {};
    private UdpRefusal refusal = (to, toPort, code, who) -> {};
    private boolean closed;

    UdpSocket(UdpSockets all, int port) {
        this.all = all;
        this.port = port;
    }

    public int port() {
        return port;
    }

    /** Hands what arrives to this receiver from now on; before, it is taken and forgotten. */
    public void onReceive(UdpReceiver receiver) {
        this.receiver = receiver;
    }

    /** Tells of datagrams that came back from now on. */
    public void onRefusal(UdpRefusal refusal) {
        this.refusal = refusal;
    }

    /**
     * Sends a datagram to a host, or to all hosts of a network. Many may be sent before one {@link HostStack#flush}.
     *
     * @param to the address of a host or, for all hosts, of a network; 255.255.255.255 is the first interface's
     * @param length at most 65,507 bytes
     * @return false if it was lost for want of a route or of room; true does not say that it arrives
     */
    public boolean send(int to, int toPort, MemorySegment memory, long at, int length) {
        return !closed && all.send(port, to, toPort, memory, at, length);
    }

    /** Sends a datagram as {@link #send(int, int, MemorySegment, long, int)} does. */
    public boolean send(Ipv4Address to, int toPort, MemorySegment memory, long at, int length) {
        return send(to.bits(), toPort, memory, at, length);
    }

    /** Sends a datagram to all hosts on one interface's link, as {@link #send(int, int, MemorySegment, long, int)}. */
    public boolean broadcast(NetworkInterface on, int toPort, MemorySegment memory, long at, int length) {
        return !closed && all.broadcast(port, on, toPort, memory, at, length);
    }

    /** Gives the port back. */
    @Override
    public void close() {
        closed = true;
        all.forget(this);
    }

    void receive(UdpDatagram datagram) {
        receiver.receive(datagram);
    }

    void refused(Ipv4Address to, int toPort, int code, Ipv4Address who) {
        refusal.refused(to, toPort, code, who);
    }
}
