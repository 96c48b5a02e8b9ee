package viridian.lab.host.linux;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Programs that bear a mark of the lab's in their environment. It is there from the moment they begin, whatever they have
 * become since, and other users' programs cannot be mistaken for them: only one's own can be read.
 */
final class MarkedPrograms {

    /** The variable that holds the mark. */
    static final String VARIABLE = "VIRIDIAN_LAB_MACHINE";

    /** Our choice: long enough for a program to write its last file. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int LOOK_MILLIS = 20;

    private MarkedPrograms() {}

    static List<ProcessHandle> with(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> bears(process.pid(), VARIABLE + "=" + mark))
                .toList();
    }

    private static boolean bears(long pid, String entry) {
        try {
            String environment =
                    Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
            return Arrays.asList(environment.split("\0", -1)).contains(entry);
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    /** Asks each to end, and ends those that do not. */
    static void end(String mark) throws IOException {
        for (ProcessHandle process : with(mark)) process.destroy();
        if (haveEnded(mark)) return;
        for (ProcessHandle process : with(mark)) process.destroyForcibly();
        if (!haveEnded(mark)) throw new IOException("the machine " + mark + " does not end");
    }

    private static boolean haveEnded(String mark) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!with(mark).isEmpty()) {
            if (System.nanoTime() > deadline) return false;
            pause();
        }
        return true;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while programs were ended");
        }
    }
}
