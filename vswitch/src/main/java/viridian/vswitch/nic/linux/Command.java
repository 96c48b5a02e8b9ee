package viridian.vswitch.nic.linux;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program of this machine, run without a shell, in English, and ended with everything it wrote. */
public final class Command {

    /** Our choice: {@code ip} answers in milliseconds; whoever has not after this is stuck. */
    private static final Duration IP_TIMEOUT = Duration.ofSeconds(20);

    private static final Executor READERS =
            task -> Thread.ofPlatform().name("reads a program").daemon().start(task);

    private Command() {}

    /**
     * Runs the {@code ip} of iproute2 with these words, and answers what it printed.
     *
     * @throws EnvironmentLacks if it is not installed or this process may not do that
     * @throws IOException if it refuses; the message has its own words
     */
    public static String ip(String... words) throws IOException {
        List<String> command =
                Stream.concat(Stream.of("ip"), Arrays.stream(words)).toList();
        ProcessResult result = run(command, IP_TIMEOUT);
        if (result.succeeded()) return result.out();
        String line = String.join(" ", command);
        if (result.err().contains("Operation not permitted")) {
            throw EnvironmentLacks.rightTo("run '" + line + "'", null);
        }
        throw new IOException("'%s' refused: %s".formatted(line, result.err().strip()));
    }

    /** Runs a program to its end, or until the time is up: then it is ended. */
    public static ProcessResult run(List<String> command, Duration timeout) throws IOException {
        Process process = start(command);
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), READERS);
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), READERS);
        boolean ended = endedWithin(process, timeout);
        int exit = ended ? process.exitValue() : ProcessResult.TIMED_OUT;
        return new ProcessResult(exit, out.join(), err.join());
    }

    /**
     * Starts a program whose standard input is empty.
     *
     * @throws EnvironmentLacks if it is not installed; the message names the Debian package
     */
    public static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        // Not from a pipe that stays open: a program that waits for input would wait for ever.
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        try {
            return builder.start();
        } catch (IOException e) {
            requireInstalled(command.getFirst());
            throw e;
        }
    }

    /**
     * Makes sure that a program is there before anything is begun with it.
     *
     * @throws EnvironmentLacks if it is not; the message names the Debian package
     */
    public static void requireInstalled(String program) throws EnvironmentLacks {
        if (!isInstalled(program)) throw EnvironmentLacks.program(program, packageOf(program));
    }

    /** Whether a program of this name can be found on the PATH. */
    public static boolean isInstalled(String program) {
        if (program.contains("/")) return new File(program).canExecute();
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Pattern.compile(":")
                .splitAsStream(path)
                .anyMatch(directory -> new File(directory, program).canExecute());
    }

    /** The Debian package a program comes in; most are called like their program. */
    public static String packageOf(String program) {
        return switch (program) {
            case "ip", "bridge", "ss" -> "iproute2";
            case "ping" -> "iputils-ping";
            case "dpdk-testpmd" -> "dpdk-dev librte-net-netvsc23 librte-bus-vmbus23";
            case "busybox" -> "busybox-static";
            case "perl" -> "perl-base";
            case "qemu-system-x86_64" -> "qemu-system-x86";
            case "unshare" -> "util-linux";
            case "ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ovs-appctl" -> "openvswitch-switch";
            default -> program;
        };
    }

    private static boolean endedWithin(Process process, Duration timeout) throws IOException {
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) return true;
            // By the handle, for Process.destroyForcibly would also close the outputs and lose the last words.
            process.toHandle().destroyForcibly();
            process.waitFor();
            return false;
        } catch (InterruptedException e) {
            // Its end is waited for all the same, or it might still do what its caller is about to undo.
            process.toHandle().destroyForcibly();
            process.onExit().join();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a program ran");
        }
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
