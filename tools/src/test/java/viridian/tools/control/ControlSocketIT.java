package viridian.tools.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketIT {

    @TempDir
    Path directory;

    @Test
    void everyLineIsAnsweredByOneLine() throws IOException {
        Path socket = directory.resolve("switch.sock");
        try (ControlServer server = ControlServer.listen(socket, request -> "heard " + request);
                ControlClient client = ControlClient.connect(socket)) {
            assertEquals("heard one", client.ask("one"));
            assertEquals("heard zwölf", client.ask("zwölf"));
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void aPathThatCannotBeListenedAtIsNamed() {
        Path nowhere = directory.resolve("missing/switch.sock");
        IOException refused = assertThrows(IOException.class, () -> ControlServer.listen(nowhere, line -> line));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("cannot listen at " + nowhere));
    }

    @Test
    void theSocketOfAKilledSwitchIsReplaced() throws IOException {
        Path socket = directory.resolve("switch.sock");
        bindAndLeave(socket);
        try (ControlServer server = ControlServer.listen(socket, request -> "alive");
                ControlClient client = ControlClient.connect(socket)) {
            assertEquals("alive", client.ask("are you?"));
        }
    }

    private static void bindAndLeave(Path socket) throws IOException {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertTrue(Files.exists(socket));
    }

    @Test
    void theSocketOfARunningSwitchIsNotTakenAway() throws IOException {
        Path socket = directory.resolve("switch.sock");
        try (ControlServer first = ControlServer.listen(socket, request -> "first")) {
            assertThrows(IOException.class, () -> ControlServer.listen(socket, request -> "second"));
            try (ControlClient client = ControlClient.connect(socket)) {
                assertEquals("first", client.ask("who?"));
            }
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("notes"), "mine");
        assertThrows(IOException.class, () -> ControlServer.listen(file, line -> line));
        assertEquals("mine", Files.readString(file));
    }
}
