package viridian.vswitch.nic;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file a UNIX socket is found by: it outlives a process that was killed, and is in the way of the next one to listen. */
public final class SocketFile {

    private SocketFile() {}

    /**
     * Removes a socket's file that nobody listens at, so that it can be listened at again. What is no socket stays.
     *
     * @throws IOException if somebody listens there, or it is a file of another kind; the message names it
     */
    public static void removeDead(Path file) throws IOException {
        if (!Files.exists(file)) return;
        if (Files.isRegularFile(file) || Files.isDirectory(file)) {
            throw new IOException("%s is there already, and is no socket".formatted(file));
        }
        if (isAnswered(file)) throw new IOException("somebody listens at %s already".formatted(file));
        Files.deleteIfExists(file);
    }

    private static boolean isAnswered(Path file) {
        try (SocketChannel caller = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return caller.connect(UnixDomainSocketAddress.of(file));
        } catch (IOException refused) {
            return false;
        }
    }
}
