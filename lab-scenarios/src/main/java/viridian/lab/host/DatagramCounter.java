package viridian.lab.host;

/** Counts the datagrams that arrive at one UDP port of a host until it is closed. Safe for any thread. */
public interface DatagramCounter extends AutoCloseable {

    int arrived();

    @Override
    void close();
}
