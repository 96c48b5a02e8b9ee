package viridian.lab.service;

import java.io.IOException;

/** The UDP ports of one host, in memory or of a real kernel. All receivers are called on one thread, the host's own. */
public interface DatagramPorts {

    /**
     * Opens a port.
     *
     * @param number 1 to 65,535, or 0 for any that is free
     * @throws IOException if it is in use, or the host opens no more
     */
    DatagramPort open(int number, DatagramReceiver receiver) throws IOException;
}
