package viridian.partitions.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A coverage-guided fuzzer (Jazzer) let loose on a target for some time, in a process of its own. It begins with the seeds
 * and with what earlier runs in the same {@code target} folder have found to lead somewhere; nothing is written elsewhere.
 */
public final class FuzzRun {

    /** Our choice: with what starting takes about a minute for all targets. */
    private static final int SECONDS_IN_A_BUILD = 6;

    /** What starting and ending may take on a busy machine. */
    private static final int PATIENCE_SECONDS = 300;

    private final FuzzTarget target;
    private final Path folder;

    private FuzzRun(FuzzTarget target) {
        this.target = target;
        folder = Path.of("target", "fuzz", target.name()).toAbsolutePath();
    }

    /** Those targets that are asked for by the property {@code fuzz.target}, all if none is. */
    public static List<FuzzTarget> chosen(Class<?>... targets) {
        String wanted = System.getProperty("fuzz.target", "");
        return Stream.of(targets)
                .map(FuzzTarget::new)
                .filter(target -> wanted.isEmpty() || target.name().equals(wanted))
                .toList();
    }

    /**
     * Runs a target for as many seconds as the property {@code fuzz.seconds} says.
     *
     * @throws AssertionError if anything is found, with the input as a line for the seeds
     */
    public static void run(FuzzTarget target) throws IOException, InterruptedException {
        new FuzzRun(target).run(Integer.getInteger("fuzz.seconds", SECONDS_IN_A_BUILD));
    }

    /** In a build the same inputs are tried each time, so that nobody's change fails for what another has not found yet. */
    private static String seed() {
        return "-seed=" + (System.getProperty("fuzz.seconds") == null ? 1 : Math.max(1, (int) System.nanoTime()));
    }

    private void run(int seconds) throws IOException, InterruptedException {
        clear("found");
        clear("seeds");
        if (System.getProperty("fuzz.seconds") == null) clear("corpus");
        Files.createDirectories(folder.resolve("corpus"));
        for (FuzzTarget.Seed seed : target.seeds()) {
            Files.write(folder.resolve("seeds").resolve(seed.about().replaceAll("\\W+", "-")), seed.bytes());
        }
        Path log = folder.resolve("log");
        int status = start(seconds, log);
        System.out.println(target.name() + ": " + lastLine(log));
        if (status != 0) throw new AssertionError(found(log));
    }

    private int start(int seconds, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(seconds))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (process.waitFor(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS)) return process.exitValue();
            throw new AssertionError(target.name() + " does not end; see " + log);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(int seconds) {
        return List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type().getName(),
                "--instrumentation_includes=viridian.partitions.**:viridian.synthetic.**:viridian.emulated.**",
                "--reproducer_path=found",
                "-artifact_prefix=found/",
                "-max_total_time=" + seconds,
                seed(),
                "-max_len=2048",
                "-len_control=0",
                "-timeout=60",
                "corpus",
                "seeds");
    }

    private void clear(String name) throws IOException {
        Path cleared = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> old = Files.list(cleared)) {
            for (Path file : old.toList()) Files.delete(file);
        }
    }

    private static String lastLine(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.startsWith("#") && line.contains("exec/s"))
                .reduce("ran not at all", (_, last) -> last);
    }

    /** What was thrown, and the input as it goes into the seeds. */
    private String found(Path log) throws IOException {
        StringBuilder text = new StringBuilder(target.name() + " has a finding; see " + log);
        Files.readAllLines(log).stream()
                .dropWhile(line -> !line.startsWith("== "))
                .limit(30)
                .forEach(line -> text.append('\n').append(line));
        try (Stream<Path> files = Files.list(folder.resolve("found"))) {
            for (Path file : files.filter(f -> !f.toString().endsWith(".java")).toList()) {
                text.append("\nfound: ").append(HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return text.toString();
    }
}
