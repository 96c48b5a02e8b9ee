package viridian.lab.host.qemu;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import viridian.emulated.proxy.LegacyBoard;
import viridian.lab.host.linux.MachineRoom;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.EnvironmentLacks;
import viridian.vswitch.nic.linux.ProcessResult;

/** A running machine of QEMU's. Its own process ends with it, whatever the guest does. */
public final class QemuMachine implements AutoCloseable {

    /** A command of a few kernel calls, on an emulated processor that others keep from work: our choice. */
    private static final Duration POLITE = Duration.ofSeconds(2);

    private final MachineSettings settings;
    private final GuestShell shell;
    private final Process process;
    private final Path words;

    private QemuMachine(MachineSettings settings, GuestShell shell, Process process, Path words) {
        this.settings = settings;
        this.shell = shell;
        this.process = process;
        this.words = words;
        process.onExit().thenRun(() -> shell.gone(ended()));
    }

    /**
     * Switches a machine on, and does not wait for it.
     *
     * @param room where its process belongs and its sockets are
     * @throws EnvironmentLacks if QEMU is not installed
     */
    public static QemuMachine start(MachineSettings settings, MachineRoom room) throws IOException {
        return start(settings, null, room);
    }

    /**
     * As {@link #start(MachineSettings, MachineRoom)}, with legacy adapters of ours.
     *
     * @param board made for as much memory as the settings say; null for none
     */
    public static QemuMachine start(MachineSettings settings, @Nullable LegacyBoard board, MachineRoom room)
            throws IOException {
        requireInstalled();
        Path socket = room.place(settings.name(), "shell");
        Path words = room.place(settings.name(), "words");
        GuestShell shell = GuestShell.at(socket, settings.name());
        try {
            MachineSettings whole = settings.withShell(socket);
            List<String> command = board == null ? whole.command() : whole.command(board);
            Process process = room.start(settings.name(), command, words);
            return new QemuMachine(settings, shell, process, words);
        } catch (IOException | RuntimeException failed) {
            shell.close();
            throw failed;
        }
    }

    /**
     * Makes sure that QEMU is there before anything is begun.
     *
     * @throws EnvironmentLacks if it is not; the message says what to run
     */
    public static void requireInstalled() throws EnvironmentLacks {
        if (Command.isInstalled(MachineSettings.PROGRAM)) return;
        throw new EnvironmentLacks(
                "the program '%s' is missing; run ./lab install, or apt-get install qemu-system-x86"
                        .formatted(MachineSettings.PROGRAM),
                null);
    }

    public String name() {
        return settings.name();
    }

    /** What its first serial port has written: the messages of whatever it booted. */
    public Path console() {
        return settings.console();
    }

    /** The number of its own process. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until the guest says that its adapters are set up.
     *
     * @throws IOException if it does not, with what it said instead
     */
    public void awaitHealthy(Duration patience) throws IOException {
        try {
            shell.ready().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw notUp("it says nothing after " + patience.toSeconds() + " s", late);
        } catch (ExecutionException failed) {
            throw notUp(reason(failed), failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while machine " + name() + " started");
        }
    }

    private static String reason(ExecutionException failed) {
        Throwable cause = failed.getCause();
        return String.valueOf(cause == null ? failed.getMessage() : cause.getMessage());
    }

    private IOException notUp(String why, Exception cause) {
        return new IOException(
                "machine '%s' did not come up: %s; its console is in %s".formatted(name(), why, console()), cause);
    }

    /**
     * Runs a command by the guest's shell, and waits for its end.
     *
     * @return what came of it; {@link ProcessResult#TIMED_OUT} if it has not ended by then
     */
    public ProcessResult run(String command, Duration patience) throws IOException {
        try {
            return shell.run(command, patience);
        } catch (IOException failed) {
            // Its socket may close a moment before its process has ended.
            if (Thread.currentThread().isInterrupted() || !endsWithin(POLITE)) throw failed;
            throw ended();
        }
    }

    private IOException ended() {
        return new IOException(
                "machine '%s' has ended by itself%s; its console is in %s".formatted(name(), lastWords(), console()));
    }

    /** What QEMU itself had to say, if anything. */
    private String lastWords() {
        try {
            String said = Files.readString(words).strip();
            return said.isEmpty() ? "" : ": " + said.lines().reduce("", (_, last) -> last);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Asks the guest to switch itself off, then QEMU to end, then ends it. */
    @Override
    public void close() throws IOException {
        try {
            if (shell.ready().isDone() && !shell.ready().isCompletedExceptionally()) shell.run("poweroff -f", POLITE);
        } catch (IOException gone) {
            // It answers no more, so it is ended from outside.
        }
        process.toHandle().destroy();
        if (!endsWithin(POLITE)) process.toHandle().destroyForcibly();
        boolean ended = endsWithin(POLITE);
        shell.close();
        if (!ended) throw new IOException("machine '%s' does not end".formatted(name()));
    }

    private boolean endsWithin(Duration patience) throws IOException {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while machine " + name() + " was to end");
        }
    }
}
