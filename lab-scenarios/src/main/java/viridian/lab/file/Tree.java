package viridian.lab.file;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** What a YAML document holds, every part with its place, so that merged documents still know where each part is from. */
public sealed interface Tree {

    Position position();

    /** Keys and what they lead to, in the order of the file; the map keeps it. */
    record Mapping(Position position, SequencedMap<String, Entry> entries) implements Tree {}

    /** What a key leads to, and where the key stands. */
    record Entry(Position key, Tree value) {}

    record Sequence(Position position, List<Tree> parts) implements Tree {}

    record Scalar(Position position, String text, Kind kind) implements Tree {}

    /** What a scalar is by the JSON schema of YAML 1.2.2 (section 10.2). */
    enum Kind {
        TEXT,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NOTHING
    }

    /**
     * Where a person looks for a part: a value at itself, a block, which begins a line below its key, at the key. For
     * what is not there, the last part on the way to it that is.
     */
    default Position place(List<String> path) {
        return find(path, false);
    }

    /** The place of the last key on the way, rather than of its value. */
    default Position keyPlace(List<String> path) {
        return find(path, true);
    }

    private Position find(List<String> path, boolean key) {
        Position found = position();
        Tree at = this;
        for (String name : path) {
            Optional<Entry> next = at.step(name);
            if (next.isEmpty()) return found;
            at = next.get().value();
            found = !key && at instanceof Scalar ? at.position() : next.get().key();
        }
        return found;
    }

    private Optional<Entry> step(String name) {
        return switch (this) {
            case Mapping(var _, var entries) -> Optional.ofNullable(entries.get(name));
            case Sequence(var _, var parts)
            when name.matches("[0-9]{1,6}") ->
                parts.stream().skip(Integer.parseInt(name)).findFirst().map(part -> new Entry(part.position(), part));
            default -> Optional.empty();
        };
    }
}
