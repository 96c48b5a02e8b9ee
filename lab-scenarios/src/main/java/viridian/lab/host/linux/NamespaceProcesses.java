package viridian.lab.host.linux;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import viridian.vswitch.nic.linux.Command;

/** The programs that run inside a namespace, whoever started them. */
final class NamespaceProcesses {

    /** Our choice: long enough for a program to write its last file. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private NamespaceProcesses() {}

    static List<ProcessHandle> in(String namespace) throws IOException {
        return Command.ip("netns", "pids", namespace)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .toList();
    }

    /** Asks each to end, and ends those that do not. */
    static void end(String namespace) throws IOException {
        for (ProcessHandle process : in(namespace)) process.destroy();
        if (haveEnded(namespace)) return;
        for (ProcessHandle process : in(namespace)) process.destroyForcibly();
        if (!haveEnded(namespace)) throw new IOException("programs in namespace " + namespace + " do not end");
    }

    /** Asked of the kernel again and again: one that has ended, and that nobody has waited for, is not in there. */
    private static boolean haveEnded(String namespace) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!in(namespace).isEmpty()) {
            if (System.nanoTime() > deadline) return false;
            pause();
        }
        return true;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while programs were ended");
        }
    }
}
