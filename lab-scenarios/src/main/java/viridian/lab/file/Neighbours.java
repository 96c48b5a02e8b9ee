package viridian.lab.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import viridian.lab.topology.Spelling;

/** The scenario files beside one that is not there. */
final class Neighbours {

    private Neighbours() {}

    static String suggestion(Path missing) {
        Path parent = missing.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) return "there is no folder '" + parent + "' either";
        try (Stream<Path> files = Files.list(parent)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(Source::looksLikeFile)
                    .sorted()
                    .toList();
            return Spelling.suggestion(missing.getFileName().toString(), names);
        } catch (IOException reason) {
            return "the folder '" + parent + "' cannot be read";
        }
    }
}
