package viridian.tools.attach;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import viridian.vswitch.nic.SocketNic;

/**
 * Where a port meets another process, such as a QEMU machine: {@code unix:PATH} and {@code tcp-listen:HOST:PORT} listen,
 * {@code unix-connect:PATH} and {@code tcp:HOST:PORT} connect.
 *
 * @param address of the socket
 * @param listens whether this side waits to be connected to
 */
public record SocketPlace(SocketAddress address, boolean listens) {

    private static final String UNIX = "unix";
    private static final String UNIX_CONNECT = "unix-connect";
    private static final String TCP = "tcp";
    private static final String TCP_LISTEN = "tcp-listen";

    /** The kinds of attachment this is about. */
    public static final List<String> KINDS = List.of(UNIX, UNIX_CONNECT, TCP, TCP_LISTEN);

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?<host>[^:\\[\\]]+|\\[[^\\]]+\\]):(?<port>\\d{1,5})");

    /** Without the zero that ends it (unix(7)). */
    private static final int LONGEST_PATH_BYTES = 107;

    /**
     * Reads what an attachment of one of {@link #KINDS} says.
     *
     * @throws IllegalArgumentException with a sentence for the user, if there can be no such place
     */
    public static SocketPlace of(Attachment attachment) {
        String argument = attachment.argument();
        try {
            return switch (attachment.kind()) {
                case UNIX -> new SocketPlace(file(argument), true);
                case UNIX_CONNECT -> new SocketPlace(file(argument), false);
                case TCP -> new SocketPlace(hostAndPort(argument), false);
                default -> new SocketPlace(hostAndPort(argument), true);
            };
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("port '%s': %s".formatted(attachment.name(), wrong.getMessage()), wrong);
        }
    }

    private static SocketAddress file(String path) {
        try {
            int bytes = path.getBytes(Charset.defaultCharset()).length;
            if (bytes <= LONGEST_PATH_BYTES) return UnixDomainSocketAddress.of(Path.of(path));
            throw new IllegalArgumentException("the path of a socket has at most %d bytes, and '%s' has %d"
                    .formatted(LONGEST_PATH_BYTES, path, bytes));
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("'" + path + "' is no path", wrong);
        }
    }

    /** Unresolved: whoever connects asks for the host's address each time, for it may change. */
    private static InetSocketAddress hostAndPort(String text) {
        Matcher form = HOST_AND_PORT.matcher(text);
        int port = form.matches() ? Integer.parseInt(form.group("port")) : 0;
        if (port < 1 || port > 0xFFFF) {
            throw new IllegalArgumentException("'" + text + "' is no place: write HOST:PORT, such as 127.0.0.1:5999");
        }
        return InetSocketAddress.createUnresolved(form.group("host"), port);
    }

    /**
     * An adapter there.
     *
     * @throws IOException if it cannot be listened there
     */
    public SocketNic open() throws IOException {
        return listens ? SocketNic.listen(resolved()) : SocketNic.connect(address);
    }

    private SocketAddress resolved() throws IOException {
        if (!(address instanceof InetSocketAddress inet)) return address;
        InetSocketAddress resolved = new InetSocketAddress(inet.getHostString(), inet.getPort());
        if (resolved.isUnresolved()) throw new IOException("this host has no address called " + inet.getHostString());
        return resolved;
    }
}
