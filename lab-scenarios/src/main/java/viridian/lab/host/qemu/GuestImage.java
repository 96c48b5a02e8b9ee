package viridian.lab.host.qemu;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * The file system a real guest lives in: busybox, kernel modules, the programs of this machine it was given, and an
 * {@code /init} that sets all up and then obeys the second serial port. It is written as a cpio archive of the form "newc",
 * which the kernel unpacks (Documentation/driver-api/early-userspace/buffer-format.rst).
 */
public final class GuestImage {

    private static final int PROGRAM = 0755;
    private static final int PLAIN = 0644;

    /** Loaded first, in this order. */
    private static final String MODULES = "/etc/modules";

    /** Sourced by /init once the modules are loaded. */
    private static final String SETUP = "/etc/setup";

    /** Made of bytes nobody else holds. */
    private static final class Content {

        private final byte[] bytes;
        private final int mode;

        Content(byte[] bytes, int mode) {
            this.bytes = bytes;
            this.mode = mode;
        }
    }

    private final GuestFiles files;
    private final SequencedMap<String, Content> contents = new LinkedHashMap<>();

    private GuestImage(GuestFiles files) {
        this.files = files;
    }

    /**
     * An image with busybox and {@code /init}.
     *
     * @throws IOException if busybox, which must need no libraries, is not installed
     */
    public static GuestImage of(GuestFiles files) throws IOException {
        GuestImage image = new GuestImage(files);
        image.put("/bin/busybox", Files.readAllBytes(HostPrograms.path("busybox")), PROGRAM);
        image.resource("/init", "init.sh");
        return image;
    }

    /** With these kernel modules and those they need, loaded when the guest starts. */
    public GuestImage modules(Collection<String> names) throws IOException {
        List<Path> modules = files.modules(names);
        for (Path module : modules) put("/modules/" + module.getFileName(), Files.readAllBytes(module), PLAIN);
        String list =
                modules.stream().map(module -> module.getFileName() + "\n").collect(Collectors.joining());
        return put(MODULES, list.getBytes(StandardCharsets.US_ASCII), PLAIN);
    }

    /** With a program of this machine in /usr/bin, and the libraries it needs where they are here. */
    public GuestImage program(String name) throws IOException {
        Path program = HostPrograms.path(name);
        for (Path file : HostPrograms.libraries(program)) put(file.toString(), Files.readAllBytes(file), PROGRAM);
        return put("/usr/bin/" + name, Files.readAllBytes(program), PROGRAM);
    }

    /** With shell commands run at the start, once the modules are loaded; the first that fails keeps the guest from health. */
    public GuestImage setup(String commands) {
        return put(SETUP, commands.getBytes(StandardCharsets.UTF_8), PLAIN);
    }

    /** With a script that comes with the lab. */
    public GuestImage resource(String path, String name) throws IOException {
        try (InputStream in = GuestImage.class.getResourceAsStream("/guest/" + name)) {
            return put(path, Objects.requireNonNull(in, name).readAllBytes(), PROGRAM);
        }
    }

    private GuestImage put(String path, byte[] bytes, int mode) {
        contents.put(path.substring(1), new Content(bytes, mode));
        return this;
    }

    /** Writes the archive, uncompressed: an emulated processor would spend more time on unpacking than is saved. */
    public void write(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                CpioArchiveOutputStream archive = new CpioArchiveOutputStream(out, CpioConstants.FORMAT_NEW)) {
            for (String directory : directories())
                enter(archive, directory, CpioConstants.C_ISDIR | PROGRAM, new byte[0]);
            for (Map.Entry<String, Content> one : contents.entrySet()) {
                Content content = one.getValue();
                enter(archive, one.getKey(), CpioConstants.C_ISREG | content.mode, content.bytes);
            }
        }
    }

    private static void enter(CpioArchiveOutputStream archive, String name, int mode, byte[] bytes) throws IOException {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, name, bytes.length);
        entry.setMode(mode);
        archive.putArchiveEntry(entry);
        archive.write(bytes);
        archive.closeArchiveEntry();
    }

    /** Those that hold something, each behind the one it is in, and those /init mounts something on. */
    private SortedSet<String> directories() {
        SortedSet<String> all = new TreeSet<>(List.of("proc", "sys", "dev", "tmp"));
        for (String path : contents.keySet()) {
            for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1))
                all.add(path.substring(0, end));
        }
        return all;
    }
}
