package viridian.lab.service;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.tftp.TFTPAckPacket;
import org.apache.commons.net.tftp.TFTPErrorPacket;
import org.apache.commons.net.tftp.TFTPPacket;

/**
 * One file on its way to one client, from a port of its own: each block is sent when the one before it was acknowledged
 * (RFC 1350). An acknowledgement that comes twice is answered once, or everything after it would be sent twice.
 */
final class TftpTransfer {

    /** Our choice: a client that is there answers the first. */
    private static final int MOST_SENDINGS = 6;

    private final String name;
    private final Peer client;
    private final TftpFile file;
    private final TftpOptions options;
    private final DatagramPort port;
    private final long began;
    private final byte[] data;
    private byte[] packet;
    private int length;
    /** Counts from 1; the options are number 0. On the wire there are 16 bits of it. */
    private long block;

    private boolean last;
    private int sendings;
    private int again;
    private long deadline;
    private String end = "";

    private TftpTransfer(String name, Peer client, TftpFile file, TftpOptions options, DatagramPort port, long now) {
        this.name = name;
        this.client = client;
        this.file = file;
        this.options = options;
        this.port = port;
        this.began = now;
        this.data = new byte[TftpWire.DATA_HEADER_BYTES + options.blockBytes()];
        this.packet = data;
    }

    /** Opens a port for the file, and sends the first packet. */
    static TftpTransfer begin(
            DatagramPorts ports, TftpServer server, String name, Peer client, TftpFile file, TftpOptions options)
            throws IOException {
        DatagramPort port = ports.open(0, (from, bytes) -> server.arrive(client, from, bytes));
        TftpTransfer transfer = new TftpTransfer(name, client, file, options, port, server.now());
        if (options.taken().isEmpty()) transfer.next(server.now());
        else transfer.sendOptions(server.now());
        return transfer;
    }

    private void sendOptions(long now) {
        packet = TftpWire.options(options.taken());
        length = packet.length;
        send(now);
    }

    void arrive(Peer from, byte[] bytes, long now) {
        if (!from.equals(client)) {
            byte[] error = TftpWire.error(from, TFTPErrorPacket.UNKNOWN_TID, "this is somebody else's file");
            port.send(from, error, error.length);
            return;
        }
        TFTPPacket packet = TftpWire.read(from, bytes).orElse(null);
        if (packet instanceof TFTPErrorPacket error) end("was told by the client: " + clean(error.getMessage()));
        else if (packet instanceof TFTPAckPacket ack) acknowledged(ack.getBlockNumber() & 0xFFFF, now);
    }

    /** A stranger's words are shown to people: nothing that moves a terminal's cursor. */
    static String clean(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private void acknowledged(int number, long now) {
        if (number != (block & 0xFFFF)) return;
        if (last) end("");
        else next(now);
    }

    private void next(long now) {
        long from = block * options.blockBytes();
        block++;
        try {
            int read = file.read(from, data, TftpWire.DATA_HEADER_BYTES, options.blockBytes());
            TftpWire.putDataHeader(data, (int) block);
            packet = data;
            length = TftpWire.DATA_HEADER_BYTES + read;
            last = read < options.blockBytes();
            sendings = 0;
            send(now);
        } catch (IOException unreadable) {
            fail("cannot be read: " + unreadable.getMessage());
        }
    }

    private void send(long now) {
        sendings++;
        deadline = now + TimeUnit.SECONDS.toNanos(options.seconds());
        port.send(client, packet, length);
    }

    void poll(long now) {
        if (now < deadline) return;
        if (sendings == MOST_SENDINGS) {
            fail("was given up, as the client does not answer");
            return;
        }
        again++;
        send(now);
    }

    private void fail(String why) {
        byte[] error = TftpWire.error(client, TFTPErrorPacket.UNDEFINED, why);
        port.send(client, error, error.length);
        end(why);
    }

    private void end(String why) {
        end = why.isEmpty() ? "sent" : why;
        deadline = Long.MAX_VALUE;
    }

    /** Whether the client has had any of it, by its own account. */
    boolean isAcknowledged() {
        return block > (options.taken().isEmpty() ? 1 : 0);
    }

    long deadline() {
        return deadline;
    }

    boolean hasEnded() {
        return !end.isEmpty();
    }

    /** What came of it, a sentence. */
    String told(long now) {
        if (!hasEnded()) return "%s for %s was left for another file".formatted(name, client.address());
        if (!end.equals("sent")) return "%s for %s %s".formatted(name, client.address(), end);
        return "sent %s to %s: %d bytes in %d blocks, %d of them again, in %d ms"
                .formatted(
                        name, client.address(), file.size(), block, again, TimeUnit.NANOSECONDS.toMillis(now - began));
    }

    void close() {
        port.close();
        try {
            file.close();
        } catch (IOException trouble) {
            throw new IllegalStateException("a file did not close", trouble);
        }
    }
}
