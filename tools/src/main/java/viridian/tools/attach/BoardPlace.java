package viridian.tools.attach;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import viridian.tools.options.Options;
import viridian.vswitch.frame.MacAddress;

/**
 * A port that is the network card of a QEMU machine somebody else starts: {@code pci-proxy:PATH}.
 *
 * @param directory where the machine's memory and the sockets to the card are; absolute
 * @param megabytes of memory
 * @param address of the card
 */
public record BoardPlace(Path directory, int megabytes, MacAddress address) {

    /** The kind of attachment this is about. */
    public static final String KIND = "pci-proxy";

    private static final String MEMORY = "memory";
    private static final String MAC = "mac";

    /** What is said of the machine, not of the port. */
    public static final List<String> OPTIONS = List.of(MEMORY);

    private static final int USUAL_MEGABYTES = 256;
    private static final int LEAST_MEGABYTES = 16;
    private static final int MOST_MEGABYTES = 2048;

    /** Of a socket's path (unix(7)), less the name of the card's own in it. */
    private static final int LONGEST_PATH_BYTES = 107 - "/legacy0".length();

    private static final long VENDOR = 0x00155DL << 24;

    /**
     * Reads what an attachment of this kind says.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it makes no sense
     */
    public static BoardPlace of(Attachment attachment) {
        Options written = attachment.options();
        try {
            Path directory = directory(attachment.argument());
            int megabytes = (int) written.number(MEMORY, USUAL_MEGABYTES, LEAST_MEGABYTES, MOST_MEGABYTES);
            return new BoardPlace(directory, megabytes, written.has(MAC) ? written.station(MAC) : derived(directory));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("port '%s': %s".formatted(attachment.name(), wrong.getMessage()), wrong);
        }
    }

    private static Path directory(String text) {
        try {
            Path directory = Path.of(text).toAbsolutePath().normalize();
            int bytes = bytes(directory).length;
            if (bytes <= LONGEST_PATH_BYTES) return directory;
            throw new IllegalArgumentException("the path of a machine's directory has at most %d bytes, and '%s' has %d"
                    .formatted(LONGEST_PATH_BYTES, directory, bytes));
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("'" + text + "' is no path", wrong);
        }
    }

    /** The same at each start, so that a machine is known again. */
    private static MacAddress derived(Path directory) {
        CRC32 crc = new CRC32();
        crc.update(bytes(directory));
        return MacAddress.of(VENDOR | (crc.getValue() & 0xFFFFFF));
    }

    private static byte[] bytes(Path directory) {
        return directory.toString().getBytes(Charset.defaultCharset());
    }
}
