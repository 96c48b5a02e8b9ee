package viridian.lab.host;

import viridian.lab.check.Arrived;

/** Counts the datagrams that arrive at one UDP port of a host until it is closed. Safe for any thread. */
public interface DatagramCounter extends AutoCloseable {

    /** What has arrived since it began. On a real machine looking costs that machine some milliseconds. */
    Arrived look();

    default int arrived() {
        return look().datagrams();
    }

    @Override
    void close();
}
