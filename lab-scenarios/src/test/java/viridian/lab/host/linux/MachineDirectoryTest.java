package viridian.lab.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory for a machine, and what becomes of it when the process that made it is killed. */
class MachineDirectoryTest {

    private static final List<String> FILES = List.of("ram", "run");

    @TempDir
    private Path folder;

    private Path root;
    private Path path;

    @BeforeEach
    void name() {
        root = folder.resolve("logs");
        path = folder.resolve("my vm");
    }

    @Test
    void itIsPrivateAndNothingIsLeftOfIt() throws IOException {
        MachineDirectory directory = MachineDirectory.make(root, path, FILES);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        furnish();
        directory.close();
        assertEquals(List.of(), inside(root));
        assertFalse(Files.exists(path));
    }

    @Test
    void whatIsThereAlreadyIsLeftAlone() throws IOException {
        Files.createFile(Files.createDirectory(path).resolve("theirs"));
        assertThrows(IOException.class, () -> MachineDirectory.make(root, path, FILES));
        assertEquals(List.of("theirs"), inside(path));
        assertFalse(Files.exists(root));
    }

    @Test
    void whereNoneCanBeMadeNothingIsLeft() throws IOException {
        Path nowhere = folder.resolve("no").resolve("where");
        assertThrows(IOException.class, () -> MachineDirectory.make(root, nowhere, FILES));
        assertEquals(List.of(), inside(root));
    }

    @Test
    void ofALivingProcessItIsNoLeftover() throws IOException {
        MachineDirectory.make(root, path, FILES);
        assertEquals(List.of(), new Leftovers(root).find());
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws IOException {
        MachineDirectory.make(root, path, FILES);
        furnish();
        killMaker();
        Leftovers.DeadLab dead = new Leftovers(root).find().getFirst();
        assertEquals(List.of("removes the directory of a machine " + path), dead.remedies());
        dead.clean();
        assertFalse(Files.exists(path));
        assertEquals(List.of(), new Leftovers(root).find());
    }

    @Test
    void filesThatOthersHavePutThereStay() throws IOException {
        MachineDirectory.make(root, path, FILES);
        furnish();
        Files.createFile(path.resolve("disk.img"));
        clean();
        assertEquals(List.of("disk.img"), inside(path));
    }

    @Test
    void aDirectoryThatSomebodyElseHasMadeSinceIsNotTouched() throws IOException {
        MachineDirectory.make(root, path, FILES);
        furnish();
        Files.move(path, folder.resolve("away"));
        Files.createDirectory(path);
        furnish();
        clean();
        assertEquals(FILES, inside(path), "it has no mark");
        Files.writeString(path.resolve(".viridian-lab"), "machine-other\n");
        clean();
        assertTrue(inside(path).containsAll(FILES), "it has another's mark");
    }

    @Test
    void aLinkToADirectoryIsNotFollowed() throws IOException {
        MachineDirectory.make(root, path, FILES);
        furnish();
        Path away = Files.move(path, folder.resolve("away"));
        Files.createSymbolicLink(path, away);
        clean();
        assertTrue(inside(away).containsAll(FILES));
    }

    private void furnish() throws IOException {
        for (String file : FILES) Files.createFile(path.resolve(file));
    }

    private void clean() throws IOException {
        killMaker();
        for (Leftovers.DeadLab dead : new Leftovers(root).find()) dead.clean();
    }

    /** As if the log were of a process whose number another one has by now. */
    private void killMaker() throws IOException {
        for (String id : inside(root)) {
            Path log = root.resolve(id).resolve("changes");
            List<String> lines = Files.readAllLines(log);
            lines.set(0, "owner " + ProcessHandle.current().pid() + " 1");
            Files.write(log, lines);
        }
    }

    private static List<String> inside(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
