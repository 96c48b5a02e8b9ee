package viridian.lab.host.linux;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.EnvironmentLacks;
import viridian.vswitch.nic.linux.ProcessResult;

/** The real {@code tcpdump} inside a host: what it wrote down does not depend on anything of ours. */
public final class Witness implements AutoCloseable {

    private static final String PROGRAM = "tcpdump";

    /** Of the kernel's buffer, which in immediate mode has room for one frame of any length every 64: our choice. */
    private static final String BUFFER_KIBIBYTES = "16384";

    private static final Duration READY = Duration.ofSeconds(10);

    private final Path file;
    private final RunningProgram tcpdump;

    private Witness(Path file, RunningProgram tcpdump) {
        this.file = file;
        this.tcpdump = tcpdump;
    }

    /**
     * Makes sure that witnesses can be had before anything is begun that needs them.
     *
     * @throws EnvironmentLacks if tcpdump is not installed; the message names the Debian package
     */
    public static void require() throws EnvironmentLacks {
        Command.requireInstalled(PROGRAM);
    }

    /**
     * Begins to listen; every frame from now on is written down.
     *
     * @param file to write, best called something.pcap, since some systems let tcpdump write no other
     */
    public static Witness listen(Namespace host, String interfaceName, Path file) throws IOException {
        RunningProgram tcpdump = host.spawn(List.of(
                // as root still, or it may not write where we may; each packet to the file at once
                PROGRAM,
                "-Z",
                "root",
                "-n",
                "-U",
                "--immediate-mode",
                "-B",
                BUFFER_KIBIBYTES,
                "-i",
                interfaceName,
                "-w",
                file.toString()));
        try {
            tcpdump.awaitLine(line -> line.contains("listening on"), READY);
            return new Witness(file, tcpdump);
        } catch (IOException e) {
            tcpdump.close();
            throw e;
        }
    }

    /** The capture file, complete after {@link #stop}. */
    public Path file() {
        return file;
    }

    /** Lets it write down what it has heard, ends it, and answers its own counts. */
    public Testimony stop() throws IOException {
        awaitQuiet();
        ProcessResult result = tcpdump.stop();
        return Testimony.parse(result.err());
    }

    @Override
    public void close() throws IOException {
        tcpdump.close();
    }

    /** tcpdump forgets what is in its buffer when it is ended, so it is left alone until the file grows no more. */
    private void awaitQuiet() throws IOException {
        long size = -1;
        for (int i = 0; i < 40 && size != Files.size(file); i++) {
            size = Files.size(file);
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the witness was writing");
        }
    }

    /**
     * What tcpdump counted.
     *
     * @param captured packets in the file
     * @param received packets the kernel had for it
     * @param dropped packets the kernel had no room for
     */
    public record Testimony(long captured, long received, long dropped) {

        private static final Pattern COUNTS = Pattern.compile("(?s)(\\d+) packets? captured.*?"
                + "(\\d+) packets? received by filter.*?(\\d+) packets? dropped by kernel");

        /** Whether the file has everything there was. */
        public boolean isComplete() {
            return captured == received && dropped == 0;
        }

        static Testimony parse(String written) throws IOException {
            Matcher counts = COUNTS.matcher(written);
            if (!counts.find()) throw new IOException("tcpdump gave no account: " + written.strip());
            return new Testimony(
                    Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2)), Long.parseLong(counts.group(3)));
        }
    }
}
