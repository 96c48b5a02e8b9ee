package viridian.lab.host.linux;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many things undone, last first, each tried whatever became of the others. */
final class Undoing {

    private @Nullable IOException failure;

    static void undoAll(ChangeLog log, List<Change> changes) throws IOException {
        Undoing undoing = new Undoing();
        for (Change change : changes.reversed()) {
            undoing.attempt(() -> {
                change.undo(log.id());
                log.undone(change);
            });
        }
        undoing.report();
    }

    /** One thing to undo. */
    interface Step {
        void run() throws IOException;
    }

    void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            note(e);
        } catch (RuntimeException e) {
            note(new IOException(e));
        }
    }

    private void note(IOException e) {
        if (failure == null) failure = e;
        else failure.addSuppressed(e);
    }

    /** Throws the first failure, with the others suppressed in it. */
    void report() throws IOException {
        if (failure != null) throw failure;
    }
}
