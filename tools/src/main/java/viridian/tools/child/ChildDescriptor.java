package viridian.tools.child;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import viridian.lab.topology.Spelling;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.MacAddress;

/**
 * Where a process outside has put what a child partition and its parent share: a Java properties file, see
 * docs/attach-child.md. Paths in it count from its own folder; offsets and lengths are bytes.
 *
 * @param path of the descriptor itself
 * @param file holds rings and buffers
 * @param rings both, of equal size; the first is written by the child
 * @param monitor where the child says that it has written something; null if it does not
 * @param receive the buffer for what the child receives
 * @param send the buffer for what the child sends
 * @param memoryMap the text that says where the child's addresses lead
 * @param newest the newest version the host accepts
 * @param address of the adapter
 * @param subchannels the folder further channels are offered in; null if there are to be none
 */
public record ChildDescriptor(
        Path path,
        Path file,
        Stretch rings,
        @Nullable Monitor monitor,
        Buffer receive,
        Buffer send,
        Path memoryMap,
        NvspVersion newest,
        MacAddress address,
        @Nullable Path subchannels) {

    private static final String FILE = "channel.file";
    private static final String RINGS = "channel.rings";
    private static final String MONITOR = "channel.monitor";
    private static final String RECEIVE = "channel.receive";
    private static final String SEND = "channel.send";
    private static final String MEMORY = "memory.map";
    private static final String NVSP = "nvsp.max";
    private static final String MAC = "mac";
    private static final String SUBCHANNELS = "subchannels.dir";
    private static final List<String> KEYS =
            List.of(FILE, RINGS, MONITOR, RECEIVE, SEND, MEMORY, NVSP, MAC, SUBCHANNELS);

    private static final Pattern NUMBER =
            Pattern.compile("0[xX](?<hexadecimal>[0-9a-fA-F]{1,15})|(?<decimal>\\d{1,18})");
    private static final long LARGEST_HANDLE = 0xFFFF_FFFFL;
    /** Two rings, each of a control page and a page of data. */
    private static final long LEAST_RINGS = 4 * 4096;

    private static final int TRIGGERS = 128;

    /** Some bytes of the channel's file. */
    public record Stretch(long offset, long length) {}

    /**
     * Bytes of the channel's file that the child calls by a handle.
     *
     * @param first the first of them the host may use
     */
    public record Buffer(long offset, long length, int gpadl, long first) {}

    /** A monitor page in the channel's file, and the number of the bit in it that is this channel's, 0 to 127. */
    public record Monitor(long offset, int trigger) {}

    /**
     * Reads a descriptor.
     *
     * @throws IllegalArgumentException with a sentence that names the key, if it makes no sense
     * @throws IOException if it cannot be read
     */
    public static ChildDescriptor read(Path path) throws IOException {
        Properties written = new Properties();
        try (Reader in = Files.newBufferedReader(path)) {
            written.load(in);
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException(path + ": there is no such file", missing);
        } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException wrong) {
            throw new IllegalArgumentException(path + " is no Java properties file: " + wrong.getMessage(), wrong);
        }
        try {
            return of(path, written);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(path + ": " + wrong.getMessage(), wrong);
        }
    }

    private static ChildDescriptor of(Path path, Properties written) {
        for (String key : written.stringPropertyNames()) {
            if (KEYS.contains(key)) continue;
            throw new IllegalArgumentException(
                    "there is no key '%s' (%s)".formatted(key, Spelling.suggestion(key, KEYS)));
        }
        return new ChildDescriptor(
                path,
                path(path, written, FILE),
                rings(written),
                written.containsKey(MONITOR) ? monitor(written) : null,
                receive(written),
                send(written),
                path(path, written, MEMORY),
                newest(written),
                MacAddress.parse(text(written, MAC)),
                written.containsKey(SUBCHANNELS) ? path(path, written, SUBCHANNELS) : null);
    }

    private static Stretch rings(Properties written) {
        long[] numbers = numbers(written, RINGS, "OFFSET,LENGTH");
        if (numbers[1] < LEAST_RINGS || numbers[1] % 8192 != 0 || numbers[0] % 4096 != 0) {
            throw new IllegalArgumentException(
                    "%s: two rings begin on a page (4096) and are two pages each or more, not %d bytes from %d"
                            .formatted(RINGS, numbers[1], numbers[0]));
        }
        return new Stretch(numbers[0], numbers[1]);
    }

    private static Monitor monitor(Properties written) {
        long[] numbers = numbers(written, MONITOR, "OFFSET,TRIGGER");
        if (numbers[0] % 8 != 0)
            throw new IllegalArgumentException(MONITOR + ": " + numbers[0] + " is not a multiple of 8");
        if (numbers[1] >= TRIGGERS) {
            throw new IllegalArgumentException(
                    "%s: triggers are 0 to %d, not %d".formatted(MONITOR, TRIGGERS - 1, numbers[1]));
        }
        return new Monitor(numbers[0], (int) numbers[1]);
    }

    private static Buffer receive(Properties written) {
        long[] numbers = numbers(written, RECEIVE, "OFFSET,LENGTH,GPADL,FIRST");
        if (numbers[3] > numbers[1]) {
            throw new IllegalArgumentException(
                    "%s: %d is behind the end of %d bytes".formatted(RECEIVE, numbers[3], numbers[1]));
        }
        return new Buffer(numbers[0], numbers[1], handle(RECEIVE, numbers[2]), numbers[3]);
    }

    private static Buffer send(Properties written) {
        long[] numbers = numbers(written, SEND, "OFFSET,LENGTH,GPADL");
        return new Buffer(numbers[0], numbers[1], handle(SEND, numbers[2]), 0);
    }

    private static int handle(String key, long number) {
        if (number > LARGEST_HANDLE) throw new IllegalArgumentException("%s: 0x%x is no handle".formatted(key, number));
        return (int) number;
    }

    /** A host of a version that is not spoken here accepts what was spoken before it. */
    private static NvspVersion newest(Properties written) {
        long wire = number(NVSP, text(written, NVSP));
        NvspVersion newest = null;
        for (NvspVersion version : NvspVersion.values()) {
            if (version.wire() <= wire) newest = version;
        }
        if (newest == null || wire > LARGEST_HANDLE) {
            throw new IllegalArgumentException("%s: 0x%x is no version; the first is 0x2".formatted(NVSP, wire));
        }
        return newest;
    }

    private static Path path(Path descriptor, Properties written, String key) {
        return descriptor.resolveSibling(text(written, key));
    }

    private static String text(Properties written, String key) {
        String text = written.getProperty(key, "").strip();
        if (text.isEmpty()) throw new IllegalArgumentException("the key '" + key + "' is missing");
        return text;
    }

    private static long[] numbers(Properties written, String key, String form) {
        String[] words = text(written, key).split(",", -1);
        if (words.length != form.split(",").length) {
            throw new IllegalArgumentException("%s is %s, not '%s'".formatted(key, form, text(written, key)));
        }
        long[] numbers = new long[words.length];
        for (int i = 0; i < words.length; i++) numbers[i] = number(key, words[i].strip());
        return numbers;
    }

    private static long number(String key, String word) {
        Matcher form = NUMBER.matcher(word);
        if (!form.matches()) throw new IllegalArgumentException("%s: '%s' is no number".formatted(key, word));
        String hexadecimal = form.group("hexadecimal");
        return hexadecimal != null ? Long.parseLong(hexadecimal, 16) : Long.parseLong(word);
    }
}
