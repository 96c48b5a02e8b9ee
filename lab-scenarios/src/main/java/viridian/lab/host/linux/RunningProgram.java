package viridian.lab.host.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.nic.linux.ProcessResult;

/** A program that runs inside a host until it is stopped; what it writes is kept. */
public final class RunningProgram implements AutoCloseable {

    /** Our choice: long enough for a program to write its last file. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String name;
    private final Process process;
    private final Output out;
    private final Output err;

    RunningProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = new Output(process.inputReader());
        this.err = new Output(process.errorReader());
    }

    /** Its own process number. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until it has written a line, to either output, that passes the test.
     *
     * @throws IOException if it ends, or the time is up, before that; the message has what it wrote
     */
    public String awaitLine(Predicate<String> test, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            boolean ended = !process.isAlive();
            String line = err.find(test);
            if (line == null) line = out.find(test);
            if (line != null) return line;
            if (ended) throw new IOException(name + " ended: " + err.text().strip());
            if (System.nanoTime() > deadline)
                throw new IOException(name + " is not ready: " + err.text().strip());
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a program was waited for");
        }
    }

    /**
     * Waits for its own end.
     *
     * @throws IOException if it has not come when the time is up
     */
    public ProcessResult awaitEnd(Duration timeout) throws IOException {
        if (!endsWithin(timeout)) throw new IOException(name + " still runs after " + timeout.toSeconds() + " s");
        return new ProcessResult(process.exitValue(), out.whole(), err.whole());
    }

    /** Asks it to end (SIGTERM), ends it if it does not, and answers how that went. */
    public ProcessResult stop() throws IOException {
        // By the handle, for Process.destroy would also close the outputs and lose the last words.
        process.toHandle().destroy();
        if (!endsWithin(PATIENCE)) process.toHandle().destroyForcibly();
        return awaitEnd(PATIENCE);
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    private boolean endsWithin(Duration timeout) throws IOException {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + name + " was waited for");
        }
    }

    /** The lines of one output, read by a thread of its own. */
    private static final class Output {

        private final List<String> lines = new ArrayList<>();
        private final Thread reader;

        Output(BufferedReader from) {
            reader = Thread.ofPlatform().name("reads a program").daemon().start(() -> read(from));
        }

        private void read(BufferedReader from) {
            try (from) {
                from.lines().forEach(this::add);
            } catch (IOException | UncheckedIOException e) {
                add("(its output broke off: " + e.getMessage() + ")");
            }
        }

        private synchronized void add(String line) {
            lines.add(line);
        }

        synchronized @Nullable String find(Predicate<String> test) {
            return lines.stream().filter(test).findFirst().orElse(null);
        }

        synchronized String text() {
            return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        }

        /** Once the program has ended and what it wrote last is here. */
        String whole() throws IOException {
            try {
                reader.join(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a program's output was read");
            }
            return text();
        }
    }
}
