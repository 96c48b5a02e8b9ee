package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import viridian.vswitch.nic.linux.InterfaceNames;

/**
 * Where a lab keeps its real machines: a directory of its own, which nobody else may enter, for their sockets and memory, and
 * the programs that run them. Needs no right. As with a {@link LinuxLab}, each thing is written down before it is made:
 * {@link Leftovers} undoes what a killed process could not. Safe for use by several threads.
 */
public final class MachineRoom implements AutoCloseable {

    /** Memory shared with a machine is a file here: on a disk, it would be written to that. */
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** Our choice, as short as it can be: the path of a UNIX socket has 107 bytes at most (unix(7)). */
    private static final int ID_BYTES = 4;

    private static final int LONGEST_NAME = 40;

    private final ChangeLog log;
    private final Path directory;
    private final Deque<Change> made = new ArrayDeque<>();
    private boolean closed;

    private MachineRoom(ChangeLog log, Path directory) {
        this.log = log;
        this.directory = directory;
    }

    /** An empty one, for the lab of this name. */
    public static MachineRoom open(String lab) throws IOException {
        return open(ChangeLog.root(), lab);
    }

    static MachineRoom open(Path root, String lab) throws IOException {
        byte[] random = new byte[ID_BYTES];
        new SecureRandom().nextBytes(random);
        String own = HexFormat.of().formatHex(random);
        ChangeLog log = ChangeLog.begin(root, InterfaceNames.shorten(lab, LONGEST_NAME) + "-" + own);
        Path base = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        MachineRoom room = new MachineRoom(log, base.resolve(Change.DirectoryMade.PREFIX + own));
        room.furnish();
        return room;
    }

    private void furnish() throws IOException {
        try {
            note(new Change.DirectoryMade(directory));
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException failed) {
            close();
            throw failed;
        }
    }

    private void note(Change change) throws IOException {
        if (closed) throw new IllegalStateException("the machines of " + log.id() + " have been ended");
        log.before(change);
        made.push(change);
    }

    /** The private directory; what is in it goes with it. */
    public Path directory() {
        return directory;
    }

    /** A path for a file or socket of a machine in the private directory. */
    public Path place(String machine, String file) {
        return directory.resolve(InterfaceNames.shorten(machine, LONGEST_NAME) + "." + file);
    }

    /**
     * Starts the program of a machine.
     *
     * @param words where both its outputs go
     */
    public synchronized Process start(String machine, List<String> command, Path words) throws IOException {
        String mark = directory + "/" + machine;
        note(new Change.MachineStarted(machine, mark));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put(MarkedPrograms.VARIABLE, mark);
        // Its input is a pipe that ends when this process does: a launcher that reads it ends the machine then.
        builder.redirectErrorStream(true).redirectOutput(words.toFile());
        return builder.start();
    }

    /**
     * Ends every machine that still runs, and removes the directory.
     *
     * @throws IOException if something could not be undone; everything else has been, and the log stays for later
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) return;
        closed = true;
        Undoing.undoAll(log, List.copyOf(made).reversed());
        log.end();
    }
}
