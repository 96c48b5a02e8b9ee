package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import viridian.vswitch.nic.linux.EnvironmentLacks;

/**
 * What a lab has changed on this machine, in a file that outlives it: {@code /run/viridian-lab/ID/changes}. The first line
 * names the owner; then comes each change before it is made, and again behind "undone" after it was undone.
 */
final class ChangeLog {

    /** Where labs keep their logs; gone after a restart of the machine, as what they speak of is. */
    static final Path ROOT = Path.of("/run/viridian-lab");

    /** The same for labs of somebody who may not write there, by the user's name. */
    private static final String OWN_ROOT = "viridian-lab-";

    private static final String FILE = "changes";
    private static final String OWNER = "owner ";
    private static final String UNDONE = "undone\t";

    private final Path directory;

    private ChangeLog(Path directory) {
        this.directory = directory;
    }

    /** Where a lab of this user keeps its log, if what it changes needs no right. */
    static Path root() {
        return Files.isWritable(ROOT) || Files.isWritable(ROOT.getParent()) ? ROOT : ownRoot();
    }

    private static Path ownRoot() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        String base = runtime == null || runtime.isEmpty() ? System.getProperty("java.io.tmpdir") : runtime;
        return Path.of(base, OWN_ROOT + System.getProperty("user.name"));
    }

    /** Every place where labs this user may tidy up after keep their logs; one that another user made is none. */
    static List<Path> roots() throws IOException {
        Path own = ownRoot();
        return isOurs(own) ? List.of(ROOT, own) : List.of(ROOT);
    }

    private static boolean isOurs(Path directory) throws IOException {
        return Files.isDirectory(directory)
                && Files.getOwner(directory).getName().equals(System.getProperty("user.name"));
    }

    /**
     * Begins the log of a lab that this process owns.
     *
     * @throws IOException if there is a lab of that id already
     */
    static ChangeLog begin(Path root, String id) throws IOException {
        Path directory = root.resolve(id);
        try {
            Files.createDirectories(root);
            bear(Files.createTempDirectory(root, ".new-"), directory);
        } catch (AccessDeniedException e) {
            throw EnvironmentLacks.rightTo("write to " + root, e);
        }
        return new ChangeLog(directory);
    }

    /** Under its own name only with its owner in it: nobody finds a log that belongs to no one. */
    private static void bear(Path unborn, Path directory) throws IOException {
        try {
            Files.writeString(unborn.resolve(FILE), OWNER + Owner.thisProcess() + "\n");
            giveName(unborn, directory);
        } catch (IOException e) {
            Files.deleteIfExists(unborn.resolve(FILE));
            Files.deleteIfExists(unborn);
            throw e;
        }
    }

    private static void giveName(Path unborn, Path directory) throws IOException {
        try {
            Files.move(unborn, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new IOException("there is a lab '" + directory.getFileName() + "' already", e);
        }
    }

    static boolean isLog(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /** The log a lab left, or is writing. */
    static ChangeLog of(Path directory) {
        return new ChangeLog(directory);
    }

    String id() {
        return String.valueOf(directory.getFileName());
    }

    void before(Change change) throws IOException {
        append(change.line());
    }

    void undone(Change change) throws IOException {
        append(UNDONE + change.line());
    }

    private void append(String line) throws IOException {
        Files.writeString(directory.resolve(FILE), line + "\n", StandardOpenOption.APPEND);
    }

    Owner owner() throws IOException {
        return Owner.parse(lines().getFirst().substring(OWNER.length()));
    }

    /** What was made and not undone, in the order it was made. */
    List<Change> remaining() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : lines().subList(1, lines().size())) {
            if (line.startsWith(UNDONE)) lines.remove(line.substring(UNDONE.length()));
            else lines.add(line);
        }
        return lines.stream().map(Change::read).toList();
    }

    /** Without a last line that has no end: its writer was killed in it, and had not begun what it speaks of. */
    private List<String> lines() throws IOException {
        String text = Files.readString(directory.resolve(FILE));
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Forgets the lab. */
    void end() throws IOException {
        try {
            Files.delete(directory.resolve(FILE));
            Files.delete(directory);
        } catch (NoSuchFileException e) {
            // somebody has cleaned up already
        }
    }
}
