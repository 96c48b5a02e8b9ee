package viridian.tools.attach;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import viridian.tools.options.Options;
import viridian.vswitch.frame.MacAddress;

/**
 * A port that is a network card of a QEMU machine somebody else starts: {@code pci-proxy:PATH}. What is not said is told by a
 * {@link MachinePlan}.
 *
 * @param directory where the machine's memory and the sockets to its cards are; absolute
 * @param megabytes of memory
 * @param address of the card
 */
public record BoardPlace(Path directory, OptionalInt megabytes, Optional<MacAddress> address) {

    /** The kind of attachment this is about. */
    public static final String KIND = "pci-proxy";

    static final String MEMORY = "memory";
    private static final String MAC = "mac";

    /** What is said of the machine, not of the port. */
    public static final List<String> OPTIONS = List.of(MEMORY);

    private static final int LEAST_MEGABYTES = 16;
    private static final int MOST_MEGABYTES = 2048;

    /** Of a socket's path (unix(7)), less the name of the card's own in it. */
    private static final int LONGEST_PATH_BYTES = 107 - "/legacy0".length();

    /**
     * Reads what an attachment of this kind says.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it makes no sense
     */
    public static BoardPlace of(Attachment attachment) {
        Options written = attachment.options();
        try {
            OptionalInt megabytes = written.has(MEMORY)
                    ? OptionalInt.of(written.number(MEMORY, LEAST_MEGABYTES, MOST_MEGABYTES))
                    : OptionalInt.empty();
            Optional<MacAddress> address = written.has(MAC) ? Optional.of(written.station(MAC)) : Optional.empty();
            return new BoardPlace(directory(attachment.argument()), megabytes, address);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("port '%s': %s".formatted(attachment.name(), wrong.getMessage()), wrong);
        }
    }

    /** Whether an attachment is a card of the machine in a directory. */
    static boolean isIn(Attachment attachment, Path directory) {
        return attachment.kind().equals(KIND) && of(attachment).directory.equals(directory);
    }

    private static Path directory(String text) {
        try {
            if (text.chars().anyMatch(Character::isISOControl))
                throw new IllegalArgumentException("the path of a machine's directory has no control characters");
            Path directory = Path.of(text).toAbsolutePath().normalize();
            int bytes = directory.toString().getBytes(Charset.defaultCharset()).length;
            if (bytes <= LONGEST_PATH_BYTES) return directory;
            throw new IllegalArgumentException("the path of a machine's directory has at most %d bytes, and '%s' has %d"
                    .formatted(LONGEST_PATH_BYTES, directory, bytes));
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("'" + text + "' is no path", wrong);
        }
    }
}
