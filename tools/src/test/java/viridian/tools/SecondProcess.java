package viridian.tools;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link GuestProcess} as those see it who started it. What it says goes to a file, so that it never waits for a reader. */
final class SecondProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Path folder;
    private final Process process;

    private SecondProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts one in a folder of its own, and waits until a host may come. */
    static SecondProcess start(Path folder, String nvsp, String mac, int maxFrame) throws IOException {
        Files.createDirectories(folder);
        List<String> command = List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                GuestProcess.class.getName(),
                folder.toString(),
                nvsp,
                mac,
                String.valueOf(maxFrame));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        SecondProcess started = new SecondProcess(folder, process);
        try {
            started.awaitLine("laid out");
            return started;
        } catch (RuntimeException | Error never) {
            process.destroyForcibly();
            throw never;
        }
    }

    Path descriptor() {
        return folder.resolve("child.properties");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Gives it an order and waits for the line it says then. */
    String ask(String order, String answer) throws IOException {
        Writer in = process.outputWriter(StandardCharsets.US_ASCII);
        in.write(order + "\n");
        in.flush();
        return awaitLine(answer);
    }

    /** Waits for a line that begins so; the last one, if there are several. */
    String awaitLine(String beginning) {
        await().atMost(PATIENCE).until(() -> line(beginning).isPresent() || !process.isAlive());
        return line(beginning).orElseThrow(() -> new AssertionError("never said '" + beginning + "': " + output()));
    }

    private Optional<String> line(String beginning) {
        String whole = output().substring(0, output().lastIndexOf('\n') + 1);
        return whole.lines().filter(line -> line.startsWith(beginning)).reduce((_, later) -> later);
    }

    String output() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it so that it can tidy up nothing (SIGKILL). */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it as it wants to be ended: nobody has orders for it any more. Its exit status. */
    int end() throws IOException, InterruptedException {
        process.outputWriter(StandardCharsets.US_ASCII).close();
        awaitEnd();
        return process.exitValue();
    }

    private void awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("it does not end");
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
