package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The process a lab belongs to. Its number alone is not enough, since numbers are used again.
 *
 * @param pid the process's number
 * @param startTicks when it began, in clock ticks since the machine did (proc_pid_stat(5), field 22)
 */
record Owner(long pid, long startTicks) {

    /** Field 22, counted behind the program's name, which is the second. */
    private static final int START = 22 - 3;

    static Owner thisProcess() throws IOException {
        long pid = ProcessHandle.current().pid();
        return new Owner(pid, startTicks(pid));
    }

    static Owner parse(String words) {
        List<String> numbers = Arrays.asList(words.split(" ", -1));
        return new Owner(Long.parseLong(numbers.get(0)), Long.parseLong(numbers.get(1)));
    }

    boolean isAlive() {
        try {
            return startTicks(pid) == startTicks;
        } catch (IOException e) {
            return false;
        }
    }

    private static long startTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The name stands in parentheses and may hold anything, parentheses and spaces included.
        List<String> fields =
                Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        boolean zombie = fields.getFirst().equals("Z");
        if (zombie) throw new NoSuchFileException("process " + pid + " has ended");
        return Long.parseLong(fields.get(START));
    }

    @Override
    public String toString() {
        return pid + " " + startTicks;
    }
}
