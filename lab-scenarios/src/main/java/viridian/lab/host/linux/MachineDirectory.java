package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import viridian.vswitch.nic.linux.InterfaceNames;

/**
 * A directory that somebody has named for a machine he starts himself: for its owner only, with our mark in it, and written down
 * before it is made, so that {@link Leftovers} removes it after a kill. Whoever else puts files there keeps them.
 */
public final class MachineDirectory implements AutoCloseable {

    private static final int ID_BYTES = 4;
    private static final int LONGEST_NAME = 40;

    private final ChangeLog log;
    private final Change.MachineDirectoryMade change;

    private MachineDirectory(ChangeLog log, Change.MachineDirectoryMade change) {
        this.log = log;
        this.change = change;
    }

    /**
     * Makes it. An empty directory is taken.
     *
     * @param files the names of all that will be made in it
     * @throws IOException if something is there already, or it cannot be made; nothing is left then
     */
    public static MachineDirectory make(Path path, List<String> files) throws IOException {
        return make(ChangeLog.root(), path, files);
    }

    static MachineDirectory make(Path root, Path path, List<String> files) throws IOException {
        if (Files.isDirectory(path) && isEmpty(path)) Files.delete(path);
        if (Files.exists(path)) {
            throw new IOException(path + " is there already and not empty: name another directory for this machine,"
                    + " or run ./lab doctor --clean if a killed switch has left it");
        }
        var made = new Change.MachineDirectoryMade(path, files);
        MachineDirectory directory = new MachineDirectory(ChangeLog.begin(root, id(path)), made);
        try {
            directory.furnish();
            return directory;
        } catch (IOException refused) {
            directory.close();
            throw new IOException("cannot make the directory " + path + ": " + refused, refused);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            return !files.iterator().hasNext();
        }
    }

    /** Of no other directory, whenever it was made. */
    private static String id(Path path) {
        byte[] random = new byte[ID_BYTES];
        new SecureRandom().nextBytes(random);
        String name = InterfaceNames.shorten("machine-" + path.getFileName(), LONGEST_NAME);
        return name + "-" + HexFormat.of().formatHex(random);
    }

    private void furnish() throws IOException {
        log.before(change);
        Files.createDirectory(
                change.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(change.mark(), log.id() + "\n", StandardOpenOption.CREATE_NEW);
    }

    /**
     * Removes what was to be made in it, and then the directory, if nothing else is in it.
     *
     * @throws IOException if something could not be removed; it is found again later
     */
    @Override
    public void close() throws IOException {
        Undoing.undoAll(log, List.of(change));
        log.end();
    }
}
