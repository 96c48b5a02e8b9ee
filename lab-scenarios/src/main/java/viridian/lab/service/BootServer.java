package viridian.lab.service;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import viridian.offload.wire.Ipv4Address;

/** What machines boot from: addresses by DHCP, files by TFTP, on one host. Belongs to the thread of its ports. */
public final class BootServer implements AutoCloseable {

    private final DhcpServer dhcp;
    private final TftpServer tftp;

    private BootServer(DhcpServer dhcp, TftpServer tftp) {
        this.dhcp = dhcp;
        this.tftp = tftp;
    }

    /**
     * Begins to serve.
     *
     * @param told hears what was done, a sentence each
     * @throws IOException if the host has such a server already
     */
    public static BootServer begin(
            DatagramPorts ports, DhcpSettings settings, TftpFiles files, LongSupplier nanoTime, Consumer<String> told)
            throws IOException {
        DhcpServer dhcp = new DhcpServer(ports, settings, nanoTime, told);
        return new BootServer(dhcp, new TftpServer(ports, files, nanoTime, told));
    }

    /** The URL of a file of a TFTP server, as iPXE takes it. */
    public static String url(Ipv4Address server, String file) {
        return "tftp://" + server + "/" + file;
    }

    /** Does what time has brought. */
    public void poll(long now) {
        tftp.poll(now);
    }

    /** When {@link #poll} wants to be called next, by the host's clock; {@link Long#MAX_VALUE} if not at all. */
    public long deadline() {
        return tftp.deadline();
    }

    /** Gives its ports back. */
    @Override
    public void close() {
        tftp.close();
        dhcp.close();
    }
}
