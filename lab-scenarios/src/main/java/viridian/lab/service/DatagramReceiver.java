package viridian.lab.service;

/** Takes what arrives at a UDP port. */
@FunctionalInterface
public interface DatagramReceiver {

    /** Takes a datagram, which is the receiver's from now on. May send. */
    void receive(Peer from, byte[] datagram);
}
