package viridian.offload.stack;

/** Takes what arrives at a UDP port. */
@FunctionalInterface
public interface UdpReceiver {

    /** Takes a datagram that is lent until this method returns. Called on the host's own thread; may send. */
    void receive(UdpDatagram datagram);
}
