package viridian.lab.service;

/** An open UDP port of the host a service or a client runs on. */
public interface DatagramPort extends AutoCloseable {

    /**
     * Sends the first bytes of an array as one datagram.
     *
     * @param to a host, or all hosts on the link
     * @return false if it was lost at once; true does not say that it arrives
     */
    boolean send(Peer to, byte[] bytes, int length);

    /** Gives the port back. */
    @Override
    void close();
}
