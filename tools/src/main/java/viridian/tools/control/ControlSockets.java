package viridian.tools.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where control sockets lie: a private directory, one socket for each running switch, named by its process. */
public final class ControlSockets {

    private static final String SUFFIX = ".sock";
    private static final Pattern NAME = Pattern.compile("\\d{1,18}\\.sock");

    private ControlSockets() {}

    /** {@code /run/viridian-lab/control} for root; else below XDG_RUNTIME_DIR, or a directory of the user's under /tmp. */
    public static Path directory() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        String user = System.getProperty("user.name");
        if (user.equals("root")) return Path.of("/run/viridian-lab/control");
        if (runtime != null) return Path.of(runtime, "viridian-lab");
        return Path.of("/tmp", "viridian-lab-" + user);
    }

    /** A path for this process's socket, in a directory only its user can enter. */
    public static Path ofThisProcess() throws IOException {
        Path directory = directory();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return directory.resolve(ProcessHandle.current().pid() + SUFFIX);
    }

    /** A switch has ended: the directory goes with the last socket in it. */
    public static void tidy() {
        try {
            Files.deleteIfExists(directory());
        } catch (IOException inUse) {
            // There are other switches' sockets in it.
        }
    }

    /** The sockets whose process lives. */
    public static List<Path> running() throws IOException {
        return sockets(ControlSockets::isAlive);
    }

    /** The sockets that killed processes left. */
    public static List<Path> dead() throws IOException {
        return sockets(socket -> !isAlive(socket));
    }

    private static List<Path> sockets(Predicate<Path> wanted) throws IOException {
        if (!Files.isDirectory(directory())) return List.of();
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(file -> NAME.matcher(name(file)).matches())
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isAlive(Path socket) {
        String name = name(socket);
        long process = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        return ProcessHandle.of(process).isPresent();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
