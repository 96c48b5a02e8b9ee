package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What labs left on this machine whose process is no longer alive, because it was killed. */
public final class Leftovers {

    private final List<Path> roots;

    Leftovers(Path root) {
        this(List.of(root));
    }

    private Leftovers(List<Path> roots) {
        this.roots = roots;
    }

    /** Those of this machine. */
    public static Leftovers ofThisMachine() throws IOException {
        return new Leftovers(ChangeLog.roots());
    }

    /** The labs that left something, in the order of their names. */
    public List<DeadLab> find() throws IOException {
        List<DeadLab> found = new ArrayList<>();
        for (ChangeLog log : logs()) {
            if (!log.owner().isAlive())
                found.add(new DeadLab(log.id(), log.owner().pid(), log));
        }
        return found;
    }

    private List<ChangeLog> logs() throws IOException {
        List<Path> directories = new ArrayList<>();
        for (Path root : roots) {
            if (!Files.isDirectory(root)) continue;
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, ChangeLog::isLog)) {
                entries.forEach(directories::add);
            }
        }
        directories.sort(null);
        return directories.stream().map(ChangeLog::of).toList();
    }

    /** A lab whose process is gone. */
    public static final class DeadLab {

        private final String id;
        private final long pid;
        private final ChangeLog log;

        private DeadLab(String id, long pid, ChangeLog log) {
            this.id = id;
            this.pid = pid;
            this.log = log;
        }

        /** The lab's name. */
        public String id() {
            return id;
        }

        /** The number its process had. */
        public long pid() {
            return pid;
        }

        /** What {@link #clean} will do, a phrase for each: "removes namespace …". */
        public List<String> remedies() throws IOException {
            return log.remaining().reversed().stream().map(Change::remedy).toList();
        }

        /**
         * Undoes what the lab did, last things first, and forgets it.
         *
         * @throws IOException if something could not be undone; everything else has been, and it will be found again
         */
        public void clean() throws IOException {
            Undoing.undoAll(log, log.remaining());
            log.end();
        }
    }
}
