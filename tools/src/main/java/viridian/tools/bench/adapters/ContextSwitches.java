package viridian.tools.bench.adapters;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** How often threads of a process gave a core away, of their own will or not (Linux, proc(5), /proc/pid/task/tid/status). */
final class ContextSwitches {

    private ContextSwitches() {}

    /**
     * Sums up.
     *
     * @param names of the threads that count, as far as the kernel keeps them: fifteen characters; all threads if empty
     */
    static long of(Set<String> names) {
        return of(ProcessHandle.current().pid(), names);
    }

    /** The same of another process. */
    static long of(long pid, Set<String> names) {
        long sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                if (names.isEmpty() || names.contains(name(task))) sum += switches(task);
            }
            return sum;
        } catch (IOException unreadable) {
            throw new IllegalStateException("/proc does not tell of context switches", unreadable);
        }
    }

    private static String name(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (NoSuchFileException ended) {
            return "";
        }
    }

    private static long switches(Path task) throws IOException {
        try {
            return Files.readAllLines(task.resolve("status")).stream()
                    .filter(line -> line.contains("ctxt_switches:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .sum();
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}
