package viridian.tools.live;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.proxy.LegacyBoard;
import viridian.offload.task.FinishingNic;
import viridian.tools.attach.BoardPlace;

/**
 * Our legacy adapter, for a QEMU machine that somebody starts by the file {@code run} in the port's directory. The directory
 * is the port's, and goes with it.
 */
public final class BoardPort extends FinishedNic {

    private static final long MEGABYTE = 1 << 20;

    private final Path directory;
    private final LegacyBoard board;

    private BoardPort(Path directory, LegacyBoard board) {
        super(FinishingNic.outgoing(board.adapters().getFirst()));
        this.directory = directory;
        this.board = board;
    }

    /**
     * Makes the directory, and in it all a machine needs to have the adapter.
     *
     * @throws IOException if something is there already, or cannot be made; nothing is left then
     */
    static BoardPort open(BoardPlace place) throws IOException {
        Path directory = place.directory();
        claim(directory);
        try {
            return lay(place);
        } catch (IOException | RuntimeException refused) {
            tidy(directory);
            throw refused;
        }
    }

    private static void claim(Path directory) throws IOException {
        if (Files.isDirectory(directory) && isEmpty(directory)) Files.delete(directory);
        if (Files.exists(directory)) {
            throw new IOException(
                    directory + " is there already and not empty: name another directory for this machine,"
                            + " or delete it if a killed switch has left it");
        }
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException refused) {
            throw new IOException("cannot make the directory " + directory + ": " + refused, refused);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            return !files.iterator().hasNext();
        }
    }

    private static BoardPort lay(BoardPlace place) throws IOException {
        Path directory = place.directory();
        List<Dec21140Settings> one = List.of(Dec21140Settings.of(place.address()));
        LegacyBoard board = LegacyBoard.open(directory, place.megabytes() * MEGABYTE, one);
        try {
            RunScript.write(script(directory), directory, board);
            return new BoardPort(directory, board);
        } catch (IOException | RuntimeException refused) {
            board.close();
            throw refused;
        }
    }

    private static Path script(Path directory) {
        return directory.resolve("run");
    }

    /** Where the adapter is met. */
    public Path directory() {
        return directory;
    }

    /** What a person writes at a shell to start the machine, before what is for QEMU. */
    public String launcher() {
        return RunScript.word(script(directory).toString());
    }

    @Override
    public String farEnd() {
        return "machine " + directory;
    }

    @Override
    public @Nullable String failure() {
        return board.isConnected() ? board.trouble() : board.ending();
    }

    @Override
    public String remedy() {
        return "start it again by " + launcher();
    }

    /** Whether a machine is there. */
    @Override
    public boolean isUp() {
        return board.isConnected();
    }

    /** Takes the card out. A machine that has it finds all ones there, and runs on in memory that has no name any more. */
    @Override
    public void close() {
        super.close();
        board.close();
        try {
            tidy(directory);
        } catch (IOException stays) {
            System.err.println("lab: the directory of a machine stays: " + stays);
        }
    }

    private static void tidy(Path directory) throws IOException {
        Files.deleteIfExists(script(directory));
        Files.deleteIfExists(directory);
    }
}
