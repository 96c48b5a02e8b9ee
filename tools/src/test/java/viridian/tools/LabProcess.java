package viridian.tools;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;

/** The packaged command as a process of its own; what it writes goes to files, so that it never waits for a reader. */
final class LabProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target/viridian-lab.jar");

    /** A start takes about two seconds; an idle machine is not promised. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private LabProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code lab} in a namespace. */
    static LabProcess startIn(String namespace, Path folder, String... arguments) throws IOException {
        return start(List.of("ip", "netns", "exec", namespace), folder, arguments);
    }

    static LabProcess start(Path folder, String... arguments) throws IOException {
        return start(List.of(), folder, arguments);
    }

    private static LabProcess start(List<String> before, Path folder, String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process = new ProcessBuilder(command(before, arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new LabProcess(process, out, err);
    }

    private static List<String> command(List<String> before, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"));
        command.add(JAR.toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs {@code lab} to its end. */
    static ProcessResult run(String... arguments) throws IOException {
        return Command.run(command(List.of(), arguments), PATIENCE);
    }

    /** Runs {@code lab} in a namespace to its end. */
    static ProcessResult runIn(String namespace, String... arguments) throws IOException {
        return Command.run(command(List.of("ip", "netns", "exec", namespace), arguments), PATIENCE);
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line of its standard output that has this text in it. */
    LabProcess awaitOutput(String text) {
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(out).contains(text) || !process.isAlive());
        } catch (RuntimeException never) {
            process.destroyForcibly();
            throw never;
        }
        String said = text(out);
        if (!said.contains(text)) throw new AssertionError("never said '" + text + "': " + said + text(err));
        return this;
    }

    /** What it has said so far. */
    String output() {
        return text(out);
    }

    String errors() {
        return text(err);
    }

    /** Tells it to end (SIGTERM) and waits until it has. */
    ProcessResult terminate() throws InterruptedException {
        process.toHandle().destroy();
        return awaitEnd();
    }

    /** Ends it so that it can tidy up nothing (SIGKILL). */
    ProcessResult kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        return awaitEnd();
    }

    private ProcessResult awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("it does not end");
        return new ProcessResult(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) terminate();
    }
}
