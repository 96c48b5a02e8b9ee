package viridian.lab.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.commons.net.tftp.TFTPAckPacket;
import org.apache.commons.net.tftp.TFTPErrorPacket;

/** Fetches one file by TFTP, as firmware does: larger blocks and the size beforehand if the server knows of that. */
public final class TftpFetch implements AutoCloseable {

    /** What ROMs of the time ask for: fits a frame with room for options of IPv4. */
    private static final int WISHED_BLOCK_BYTES = 1456;

    /** Our choice, as long as our server waits. */
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private static final int MOST_SENDINGS = 5;

    private final Peer server;
    private final String name;
    private final int mostBytes;
    private final LongSupplier nanoTime;
    private final DatagramPort port;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    /** Where the file comes from; before the first answer nobody knows the port. */
    private Optional<Peer> source = Optional.empty();

    private byte[] said;
    private int block;
    private int blockBytes = TftpWire.DEFAULT_BLOCK_BYTES;
    private long announced = -1;
    private int sendings;
    private long deadline;
    private String failure = "";
    private boolean complete;

    /**
     * Asks for a file.
     *
     * @param mostBytes a longer file is refused
     * @throws IOException if the host opens no more ports
     */
    public TftpFetch(DatagramPorts ports, Peer server, String name, int mostBytes, LongSupplier nanoTime)
            throws IOException {
        this.server = server;
        this.name = name;
        this.mostBytes = mostBytes;
        this.nanoTime = nanoTime;
        this.port = ports.open(0, this::arrive);
        Map<String, Integer> wishes = new LinkedHashMap<>();
        wishes.put(TftpWire.BLOCK_BYTES, WISHED_BLOCK_BYTES);
        wishes.put(TftpWire.FILE_BYTES, 0);
        this.said = TftpWire.readRequest(name, wishes);
        send();
    }

    private void send() {
        sendings++;
        deadline = nanoTime.getAsLong() + PATIENCE_NANOS;
        port.send(source.orElse(server), said, said.length);
    }

    private void arrive(Peer from, byte[] bytes) {
        boolean expected = source.map(from::equals).orElse(from.address().equals(server.address()));
        if (hasEnded() || !expected) return;
        if (TftpWire.isData(bytes)) data(from, bytes);
        else if (TftpWire.isOptions(bytes)) options(from, bytes);
        else if (TftpWire.read(from, bytes).orElse(null) instanceof TFTPErrorPacket error) {
            fail("the server says: " + TftpTransfer.clean(error.getMessage()));
        }
    }

    private void options(Peer from, byte[] bytes) {
        if (source.isPresent()) return;
        source = Optional.of(from);
        Map<String, Long> taken = TftpWire.readOptions(bytes);
        long wished = taken.getOrDefault(TftpWire.BLOCK_BYTES, (long) TftpWire.DEFAULT_BLOCK_BYTES);
        announced = taken.getOrDefault(TftpWire.FILE_BYTES, -1L);
        if (wished < 1 || wished > WISHED_BLOCK_BYTES) fail("the server takes blocks nobody asked for");
        else if (announced > mostBytes) failTooLong(announced);
        else acknowledge(from, (int) wished);
    }

    private void acknowledge(Peer from, int bytes) {
        blockBytes = bytes;
        acknowledge(from);
    }

    private void acknowledge(Peer from) {
        said = TftpWire.bytes(new TFTPAckPacket(TftpWire.inet(from.address()), from.port(), block & 0xFFFF));
        sendings = 0;
        send();
    }

    private void data(Peer from, byte[] bytes) {
        int length = bytes.length - TftpWire.DATA_HEADER_BYTES;
        // A block that comes again was acknowledged, and the server asks again by itself if that was lost.
        if (TftpWire.block(bytes) != (block + 1 & 0xFFFF) || length > blockBytes) return;
        source = Optional.of(from);
        if (content.size() + length > mostBytes) {
            failTooLong(content.size() + (long) length);
            return;
        }
        content.write(bytes, TftpWire.DATA_HEADER_BYTES, length);
        block++;
        acknowledge(from);
        if (length < blockBytes) end();
    }

    private void end() {
        if (announced >= 0 && announced != content.size()) {
            fail("it was to have %d bytes and has %d".formatted(announced, content.size()));
        } else {
            complete = true;
        }
    }

    private void failTooLong(long bytes) {
        byte[] error = TftpWire.error(source.orElse(server), TFTPErrorPacket.OUT_OF_SPACE, "it is too long");
        port.send(source.orElse(server), error, error.length);
        fail("it has %d bytes or more, and there is room for %d".formatted(bytes, mostBytes));
    }

    private void fail(String why) {
        failure = "%s of %s: %s".formatted(name, server.address(), why);
    }

    /** Says again what was not answered in time. */
    public void poll(long now) {
        if (now < deadline || hasEnded()) return;
        if (sendings < MOST_SENDINGS) send();
        else fail("no answer");
    }

    /** When {@link #poll} wants to be called next; {@link Long#MAX_VALUE} if it has ended. */
    public long deadline() {
        return hasEnded() ? Long.MAX_VALUE : deadline;
    }

    public boolean hasEnded() {
        return complete || !failure.isEmpty();
    }

    /** Why there is no file; nothing as long as there is hope. */
    public Optional<String> failure() {
        return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }

    /** The file, once it is there. */
    public Optional<byte[]> content() {
        return complete ? Optional.of(content.toByteArray()) : Optional.empty();
    }

    @Override
    public void close() {
        port.close();
    }
}
