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
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketIT {

    @TempDir
    Path directory;

    @Test
    void everyLineIsAnsweredByOneLine() throws IOException {
        Path socket = directory.resolve("switch.sock");
        try (ControlServer server = ControlServer.listen(socket, request -> new Reply.Line("heard " + request));
                ControlClient client = ControlClient.connect(socket)) {
            assertEquals("heard one", client.ask("one"));
            assertEquals("heard zwölf", client.ask("zwölf"));
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void aPathThatCannotBeListenedAtIsNamed() {
        Path nowhere = directory.resolve("missing/switch.sock");
        IOException refused = assertThrows(IOException.class, () -> ControlServer.listen(nowhere, Reply.Line::new));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("cannot listen at " + nowhere));
    }

    @Test
    void theSocketOfAKilledSwitchIsReplaced() throws IOException {
        Path socket = directory.resolve("switch.sock");
        bindAndLeave(socket);
        try (ControlServer server = ControlServer.listen(socket, request -> new Reply.Line("alive"));
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
        try (ControlServer first = ControlServer.listen(socket, request -> new Reply.Line("first"))) {
            assertThrows(IOException.class, () -> ControlServer.listen(socket, request -> new Reply.Line("second")));
            try (ControlClient client = ControlClient.connect(socket)) {
                assertEquals("first", client.ask("who?"));
            }
        }
    }

    @Test
    void whoIsNoSwitchIsNotWaitedForWithoutEnd() throws IOException {
        Path socket = directory.resolve("mute.sock");
        try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            mute.bind(UnixDomainSocketAddress.of(socket));
            try (ControlClient client = ControlClient.connect(socket)) {
                IOException tired = assertThrows(IOException.class, () -> client.ask("hello?", Duration.ofMillis(50)));
                assertTrue(String.valueOf(tired.getMessage()).contains("is it a switch?"), tired.getMessage());
            }
        }
    }

    @Test
    void aReplyMayBeLong() throws IOException {
        Path socket = directory.resolve("switch.sock");
        String everything = "x".repeat(1 << 20);
        try (ControlServer server = ControlServer.listen(socket, request -> new Reply.Line(everything));
                ControlClient client = ControlClient.connect(socket)) {
            assertEquals(everything, client.ask("all of it"));
            assertEquals(everything, client.ask("again"));
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("notes"), "mine");
        assertThrows(IOException.class, () -> ControlServer.listen(file, Reply.Line::new));
        assertEquals("mine", Files.readString(file));
    }
}
