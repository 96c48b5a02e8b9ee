package viridian.lab;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is to be ended, last begun first; one that fails to end does not keep the others alive. Safe for two threads. */
final class Closing {

    /** How something is ended. */
    @FunctionalInterface
    interface End<T> {
        void of(T begun) throws IOException;
    }

    /** @param beside whether it may end beside those begun next to it that may, too */
    private record Step(boolean beside, Work work) {}

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Notes something just begun, and how it is ended. */
    synchronized <T> T last(T begun, End<? super T> end) {
        steps.push(new Step(false, () -> end.of(begun)));
        return begun;
    }

    /** As {@link #last}; those noted so in a row end side by side, each on a thread of its own. */
    synchronized <T> T beside(T begun, End<? super T> end) {
        steps.push(new Step(true, () -> end.of(begun)));
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
        while (!steps.isEmpty()) end(next()).forEach(troubles::add);
        return troubles;
    }

    /** One step, or several that may be done at once. */
    private List<Step> next() {
        List<Step> together = new ArrayList<>(List.of(steps.pop()));
        boolean beside = together.getFirst().beside();
        while (beside && !steps.isEmpty() && steps.peek().beside()) together.add(steps.pop());
        return together;
    }

    private static List<Exception> end(List<Step> together) {
        List<CompletableFuture<Optional<Exception>>> others = together.stream()
                .skip(1)
                .map(step -> CompletableFuture.supplyAsync(() -> end(step), Closing::start))
                .toList();
        Stream<Optional<Exception>> own = Stream.of(end(together.getFirst()));
        return Stream.concat(own, others.stream().map(CompletableFuture::join))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Exception> end(Step step) {
        try {
            step.work().run();
            return Optional.empty();
        } catch (IOException | RuntimeException trouble) {
            return Optional.of(trouble);
        }
    }
}
