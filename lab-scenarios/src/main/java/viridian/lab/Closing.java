package viridian.lab;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** What is to be ended, last begun first; one that fails to end does not keep the others alive. Safe for two threads. */
final class Closing {

    /** How something is ended. */
    @FunctionalInterface
    interface End<T> {
        void of(T begun) throws IOException;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Notes something just begun, and how it is ended. */
    synchronized <T> T last(T begun, End<? super T> end) {
        steps.push(() -> end.of(begun));
        return begun;
    }

    /**
     * Ends everything noted and not yet ended. A thread of its own does, which nobody interrupts: what ends a program or
     * runs one to end something would be cut short. The caller waits, and keeps its interrupt for later.
     */
    void close() throws IOException {
        List<Exception> troubles =
                CompletableFuture.supplyAsync(this::endAll, Closing::start).join();
        if (troubles.isEmpty()) return;
        String sentences = troubles.stream().map(Exception::getMessage).collect(Collectors.joining("; "));
        IOException failed = new IOException("the lab did not end cleanly: " + sentences);
        troubles.forEach(failed::addSuppressed);
        throw failed;
    }

    private static void start(Runnable work) {
        Thread.ofPlatform().name("lab-end").start(work);
    }

    /** Whatever failed to end. */
    private synchronized List<Exception> endAll() {
        List<Exception> troubles = new ArrayList<>();
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (IOException | RuntimeException trouble) {
                troubles.add(trouble);
            }
        }
        return troubles;
    }
}
