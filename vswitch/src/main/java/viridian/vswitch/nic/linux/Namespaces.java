package viridian.vswitch.nic.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The named network namespaces of this machine (ip-netns(8)), and how to do something inside one. */
public final class Namespaces {

    private static final Path DIRECTORY = Path.of("/run/netns");
    private static final int CLONE_NEWNET = 0x4000_0000;

    private Namespaces() {}

    /** What to do in a namespace: open something that keeps it, such as a socket. It must start no thread. */
    @FunctionalInterface
    public interface Call<T> {
        T call() throws IOException;
    }

    public static List<String> names() throws IOException {
        if (!Files.isDirectory(DIRECTORY)) return List.of();
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DIRECTORY)) {
            for (Path entry : entries) names.add(String.valueOf(entry.getFileName()));
        }
        names.sort(null);
        return names;
    }

    public static boolean exists(String name) {
        return Files.exists(DIRECTORY.resolve(name));
    }

    /**
     * Does something inside a namespace, and waits for it.
     *
     * <p>A thread of its own goes there and ends there: the caller's thread stays where it is, and a virtual thread would
     * take its carrier along, and with it whoever rides there next.
     *
     * @throws EnvironmentLacks if this process may not enter namespaces
     * @throws IOException if there is no such namespace, or whatever the call itself throws
     */
    public static <T> T callIn(String name, Call<T> call) throws IOException {
        FutureTask<T> visit = new FutureTask<>(() -> {
            enter(name);
            return call.call();
        });
        Thread visitor =
                Thread.ofPlatform().name("in namespace " + name).daemon().start(visit);
        try {
            return outcome(visit);
        } finally {
            awaitEnd(visitor);
        }
    }

    private static void enter(String name) throws IOException {
        int descriptor = descriptor(name);
        try {
            Libc.setns(descriptor, CLONE_NEWNET);
        } catch (SystemCallFailed failed) {
            if (failed.isForbidden()) throw EnvironmentLacks.rightTo("enter network namespace " + name, failed);
            throw failed;
        } finally {
            Libc.close(descriptor);
        }
    }

    private static int descriptor(String name) throws IOException {
        try {
            return Libc.open(DIRECTORY.resolve(name).toString());
        } catch (SystemCallFailed failed) {
            if (failed.errno() != SystemCallFailed.ENOENT) throw failed;
            String others = String.join(", ", names());
            throw new IOException("there is no network namespace '%s'; those that exist: %s".formatted(name, others));
        }
    }

    private static <T> T outcome(FutureTask<T> visit) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return visit.get();
                } catch (InterruptedException e) {
                    interrupted = true; // what was begun in there is short, and has to be known
                }
            }
        } catch (ExecutionException e) {
            throw asThrown(e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private static IOException asThrown(ExecutionException e) {
        return switch (e.getCause()) {
            case IOException refused -> refused;
            case RuntimeException wrong -> throw wrong;
            case Error broken -> throw broken;
            case null, default -> throw new IllegalStateException(e);
        };
    }

    /** Until the thread is gone it counts as a process inside the namespace. */
    private static void awaitEnd(Thread visitor) {
        boolean interrupted = Thread.interrupted();
        try {
            visitor.join(1_000);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
