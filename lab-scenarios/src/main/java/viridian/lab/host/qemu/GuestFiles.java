package viridian.lab.host.qemu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import viridian.vswitch.nic.linux.EnvironmentLacks;

/**
 * The Linux kernel that real guests boot, and its modules, as {@code ./lab install} unpacks them: {@code vmlinuz} and
 * {@code modules/*.ko} in one directory.
 *
 * @param directory where they are
 */
public record GuestFiles(Path directory) {

    /** Names another directory than the usual one. */
    public static final String OVERRIDE = "VIRIDIAN_GUEST";

    /** What modinfo(8) shows as "depends", in the section .modinfo of each module: names divided by commas. */
    private static final Pattern DEPENDS = Pattern.compile("\0depends=([^\0]*)\0");

    /**
     * Those of this machine.
     *
     * @throws EnvironmentLacks if they are not there; the message says what to run
     */
    public static GuestFiles find() throws EnvironmentLacks {
        GuestFiles found = new GuestFiles(usual());
        if (!Files.isReadable(found.packed())) throw found.missing("the kernel for real guests");
        return found;
    }

    /** Whether this machine has them. */
    public static boolean areThere() {
        return Files.isReadable(new GuestFiles(usual()).packed());
    }

    private static Path usual() {
        String override = System.getenv(OVERRIDE);
        if (override != null) return Path.of(override);
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home"), ".cache");
        return (cache == null || cache.isEmpty() ? home : Path.of(cache)).resolve("viridian-lab", "guest");
    }

    private EnvironmentLacks missing(String what) {
        return new EnvironmentLacks("%s is not in %s; run ./lab install".formatted(what, directory), null);
    }

    /** The kernel as Debian ships it. */
    public Path packed() {
        return directory.resolve("vmlinuz");
    }

    /** The kernel to boot: unpacked where that can be kept, which halves the time an emulated machine needs to start. */
    public Path kernel() throws IOException {
        Path unpacked = directory.resolve("vmlinux");
        if (isNewer(unpacked, packed())) return unpacked;
        return Files.isWritable(directory) && PackedKernel.unpack(packed(), unpacked) ? unpacked : packed();
    }

    private static boolean isNewer(Path one, Path other) throws IOException {
        return Files.isReadable(one) && Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
    }

    /**
     * Modules, each behind those it needs: the order in which insmod(8) takes them.
     *
     * @param names without .ko
     */
    List<Path> modules(Collection<String> names) throws IOException {
        SequencedSet<String> ordered = new LinkedHashSet<>();
        for (String name : names) order(name, ordered);
        return ordered.stream().map(this::module).toList();
    }

    private void order(String name, SequencedSet<String> ordered) throws IOException {
        if (ordered.contains(name)) return;
        if (!Files.isReadable(module(name))) throw missing("the kernel's module " + name);
        for (String needed : needs(module(name))) order(needed, ordered);
        ordered.addLast(name);
    }

    private Path module(String name) {
        return directory.resolve("modules", name + ".ko");
    }

    private static List<String> needs(Path module) throws IOException {
        Matcher found = DEPENDS.matcher(Files.readString(module, StandardCharsets.ISO_8859_1));
        return Optional.of(found)
                .filter(Matcher::find)
                .map(text -> text.group(1))
                .filter(text -> !text.isEmpty())
                .map(text -> Arrays.asList(text.split(",", -1)))
                .orElse(List.of());
    }
}
