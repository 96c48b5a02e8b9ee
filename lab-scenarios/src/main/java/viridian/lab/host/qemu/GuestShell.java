package viridian.lab.host.qemu;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.nic.linux.ProcessResult;

/**
 * The lab's end of a real guest's second serial port, whose other end /init obeys. A command goes there as a line of its
 * number and its length and its text in Base64; what comes back is {@code taken NUMBER}, then a line {@code ended NUMBER STATUS BYTES BYTES}, then that many bytes of
 * its output and its errors. Before, {@code ready} says that all is set up, and {@code trouble SENTENCE} what is not. Several
 * commands may be under way. Safe for any thread.
 */
final class GuestShell implements AutoCloseable {

    private static final String READY = "ready";
    private static final String TROUBLE = "trouble ";
    private static final String TAKEN = "taken ";
    private static final String ENDED = "ended ";

    /** Our choice: a guest answers within some milliseconds, a starved one within some hundred. */
    private static final long AGAIN_MILLIS = 500;

    /** Our choice: a guest that writes more at once is at fault. */
    private static final int LARGEST = 1 << 24;

    private final String machine;
    private final Path socket;
    private final ServerSocketChannel door;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<ProcessResult>> pending = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<Void>> takings = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final Thread reader;
    private volatile @Nullable SocketChannel guest;

    private GuestShell(String machine, Path socket, ServerSocketChannel door) {
        this.machine = machine;
        this.socket = socket;
        this.door = door;
        this.reader = Thread.ofPlatform()
                .daemon()
                .name("listens to machine " + machine)
                .start(this::listen);
    }

    /** Waits for the machine at a socket. */
    static GuestShell at(Path socket, String machine) throws IOException {
        ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            door.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException failed) {
            door.close();
            throw failed;
        }
        return new GuestShell(machine, socket, door);
    }

    /** Completed once the guest has set all up; fails with what it could not. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /**
     * Runs a command by the guest's shell, and waits for its end.
     *
     * @return what came of it; {@link ProcessResult#TIMED_OUT} if it has not ended by then
     * @throws IOException if the machine ends first
     */
    ProcessResult run(String command, Duration patience) throws IOException {
        int own = number.incrementAndGet();
        CompletableFuture<ProcessResult> ended = new CompletableFuture<>();
        pending.put(own, ended);
        try {
            hand(own, Base64.getEncoder().encodeToString(command.getBytes(StandardCharsets.UTF_8)), ended, patience);
            return ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new ProcessResult(ProcessResult.TIMED_OUT, "", "no answer after " + patience.toSeconds() + " s");
        } catch (ExecutionException gone) {
            throw new IOException(reason(gone), gone);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while machine " + machine + " ran a command");
        } finally {
            pending.remove(own);
        }
    }

    /**
     * Sends a command again and again until the guest has taken it. QEMU's serial port drops what a guest is too slow to fetch
     * (hw/char/serial.c, serial_can_receive1), so a line may arrive with holes; by its length the guest knows.
     */
    private void hand(int own, String text, CompletableFuture<ProcessResult> ended, Duration patience)
            throws IOException, InterruptedException, ExecutionException {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        takings.put(own, taken);
        try {
            CompletableFuture<Object> either = CompletableFuture.anyOf(taken, ended);
            for (long waited = 0; waited <= patience.toMillis(); waited += AGAIN_MILLIS) {
                write("\n%d %d %s\n".formatted(own, text.length(), text));
                if (isDone(either)) return;
            }
        } finally {
            takings.remove(own);
        }
    }

    private static boolean isDone(CompletableFuture<Object> either) throws InterruptedException, ExecutionException {
        try {
            either.get(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    private static String reason(ExecutionException gone) {
        Throwable cause = gone.getCause();
        return String.valueOf(cause == null ? gone.getMessage() : cause.getMessage());
    }

    private synchronized void write(String line) throws IOException {
        SocketChannel to = guest;
        if (to == null) throw new IOException("machine " + machine + " is not up");
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) to.write(bytes);
    }

    private void listen() {
        try (SocketChannel accepted = door.accept();
                InputStream in = new BufferedInputStream(Channels.newInputStream(accepted))) {
            guest = accepted;
            while (true) understand(line(in), in);
        } catch (IOException | RuntimeException over) {
            gone(new IOException("machine " + machine + " answers no more: " + over.getMessage(), over));
        }
    }

    private void understand(String line, InputStream in) throws IOException {
        if (line.equals(READY)) ready.complete(null);
        else if (line.startsWith(TROUBLE))
            ready.completeExceptionally(new IOException(line.substring(TROUBLE.length())));
        else if (line.startsWith(TAKEN)) taken(Integer.parseInt(line.substring(TAKEN.length())));
        else if (line.startsWith(ENDED)) ended(Arrays.asList(line.split(" ", -1)), in);
    }

    private void taken(int own) {
        CompletableFuture<Void> waiting = takings.get(own);
        if (waiting != null) waiting.complete(null);
    }

    private void ended(List<String> words, InputStream in) throws IOException {
        int own = Integer.parseInt(words.get(1));
        int status = Integer.parseInt(words.get(2));
        String out = text(in, Integer.parseInt(words.get(3)));
        String err = text(in, Integer.parseInt(words.get(4)));
        CompletableFuture<ProcessResult> waiting = pending.get(own);
        if (waiting != null) waiting.complete(new ProcessResult(status, out, err));
    }

    private static String text(InputStream in, int bytes) throws IOException {
        if (bytes < 0 || bytes > LARGEST) throw new IOException("a guest speaks of " + bytes + " bytes");
        byte[] all = in.readNBytes(bytes);
        if (all.length < bytes) throw new EOFException("a guest broke off");
        return new String(all, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) throw new EOFException("a guest broke off");
            if (line.size() == LARGEST) throw new IOException("a guest writes a line without end");
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    /** Nothing more will come: whoever waits is told why. */
    void gone(IOException why) {
        ready.completeExceptionally(why);
        pending.values().forEach(waiting -> waiting.completeExceptionally(why));
    }

    @Override
    public void close() throws IOException {
        door.close();
        SocketChannel open = guest;
        if (open != null) open.close();
        Files.deleteIfExists(socket);
        gone(new IOException("machine " + machine + " has been ended"));
        reader.interrupt();
    }
}
