package viridian.lab.service;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.commons.net.tftp.TFTP;
import org.apache.commons.net.tftp.TFTPErrorPacket;
import org.apache.commons.net.tftp.TFTPPacket;
import org.apache.commons.net.tftp.TFTPReadRequestPacket;
import org.apache.commons.net.tftp.TFTPWriteRequestPacket;

/**
 * Hands files out (RFC 1350, with the options of RFC 2347 to 2349): blocks of another size, the file's size beforehand,
 * another time to wait. Nothing is taken in. Many clients are served at once, each from a port of its own.
 */
public final class TftpServer implements AutoCloseable {

    /** Files on their way at once; our choice, more than a lab has machines that boot. */
    static final int MOST_TRANSFERS = 64;

    private final DatagramPorts ports;
    private final TftpFiles files;
    private final LongSupplier nanoTime;
    private final Consumer<String> told;
    private final DatagramPort port;
    private final Map<Peer, TftpTransfer> transfers = new HashMap<>();

    /**
     * Begins to serve.
     *
     * @param told hears what was done, a sentence each
     * @throws IOException if the host has a TFTP server already
     */
    public TftpServer(DatagramPorts ports, TftpFiles files, LongSupplier nanoTime, Consumer<String> told)
            throws IOException {
        this.ports = ports;
        this.files = files;
        this.nanoTime = nanoTime;
        this.told = told;
        this.port = ports.open(TftpWire.SERVER_PORT, this::request);
    }

    long now() {
        return nanoTime.getAsLong();
    }

    private void request(Peer from, byte[] bytes) {
        TftpTransfer underWay = transfers.get(from);
        // A request that comes again: the packet that answers it is sent again in its time.
        if (underWay != null && !underWay.isAcknowledged()) return;
        if (underWay != null) {
            transfers.remove(from);
            end(underWay);
        }
        TFTPPacket packet = TftpWire.read(from, bytes).orElse(null);
        if (packet instanceof TFTPReadRequestPacket read) begin(from, read);
        else if (packet instanceof TFTPWriteRequestPacket) {
            refuse(from, TFTPErrorPacket.ACCESS_VIOLATION, "files are only handed out here");
        }
    }

    private void begin(Peer client, TFTPReadRequestPacket request) {
        String name = request.getFilename();
        if (request.getMode() != TFTP.BINARY_MODE) {
            refuse(client, TFTPErrorPacket.ILLEGAL_OPERATION, "files are sent in mode octet only");
        } else if (transfers.size() >= MOST_TRANSFERS) {
            refuse(client, TFTPErrorPacket.UNDEFINED, "too many files are on their way already");
        } else {
            send(client, name, request.getOptions());
        }
    }

    private void send(Peer client, String name, Map<String, String> wishes) {
        try {
            Optional<TftpFile> file = files.open(name);
            if (file.isEmpty()) {
                refuse(client, TFTPErrorPacket.FILE_NOT_FOUND, "there is no file " + TftpTransfer.clean(name));
                return;
            }
            TftpOptions options = TftpOptions.agree(wishes, file.get().size());
            String shown = TftpTransfer.clean(name);
            transfers.put(client, TftpTransfer.begin(ports, this, shown, client, file.get(), options));
            tidyUp(client);
        } catch (IOException trouble) {
            refuse(client, TFTPErrorPacket.UNDEFINED, "the file cannot be sent: " + trouble.getMessage());
        }
    }

    private void refuse(Peer client, int code, String sentence) {
        byte[] error = TftpWire.error(client, code, sentence);
        port.send(client, error, error.length);
        told.accept("refused " + client.address() + ": " + sentence);
    }

    /** Takes what came to the port of one client's file. */
    void arrive(Peer client, Peer from, byte[] bytes) {
        TftpTransfer transfer = transfers.get(client);
        if (transfer == null) return;
        transfer.arrive(from, bytes, now());
        tidyUp(client);
    }

    private void tidyUp(Peer client) {
        TftpTransfer transfer = transfers.get(client);
        if (transfer == null || !transfer.hasEnded()) return;
        transfers.remove(client);
        end(transfer);
    }

    private void end(TftpTransfer transfer) {
        told.accept(transfer.told(now()));
        transfer.close();
    }

    /** Sends again what was not acknowledged in time, and gives up what was not for long. */
    public void poll(long now) {
        for (Iterator<TftpTransfer> all = transfers.values().iterator(); all.hasNext(); ) {
            TftpTransfer transfer = all.next();
            transfer.poll(now);
            if (!transfer.hasEnded()) continue;
            all.remove();
            end(transfer);
        }
    }

    /** When {@link #poll} wants to be called next; {@link Long#MAX_VALUE} if not at all. */
    public long deadline() {
        long soonest = Long.MAX_VALUE;
        for (TftpTransfer transfer : transfers.values()) soonest = Math.min(soonest, transfer.deadline());
        return soonest;
    }

    /** Gives every port back, and leaves clients to themselves. */
    @Override
    public void close() {
        transfers.values().forEach(TftpTransfer::close);
        transfers.clear();
        port.close();
    }
}
