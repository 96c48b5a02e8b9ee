package viridian.lab.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the documents of a YAML file (YAML 1.2.2), of which each must be a mapping. */
final class YamlReader {

    /** More than any scenario needs; stops documents whose aliases multiply without end. */
    private static final int LARGEST = 100_000;

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private int parts;

    private YamlReader(String file) {
        this.file = file;
    }

    /** The documents in order; those that hold nothing are left out. */
    static List<Tree.Mapping> read(String file, String text) throws ScenarioException {
        return new YamlReader(file).documents(text);
    }

    private List<Tree.Mapping> documents(String text) throws ScenarioException {
        List<Tree.Mapping> documents = new ArrayList<>();
        try {
            for (Node node : new Compose(settings()).composeAllFromString(text)) {
                Tree.Mapping document = document(tree(node));
                if (document != null) documents.add(document);
            }
        } catch (YamlEngineException reason) {
            throw unreadable(text, reason);
        }
        if (!problems.isEmpty()) throw new ScenarioException(problems);
        return documents;
    }

    private LoadSettings settings() {
        return LoadSettings.builder()
                .setLabel(file)
                .setMaxAliasesForCollections(LARGEST)
                .build();
    }

    private Tree.@Nullable Mapping document(Tree tree) {
        if (tree instanceof Tree.Mapping mapping) return mapping;
        if (tree instanceof Tree.Scalar scalar && scalar.kind() == Tree.Kind.NOTHING) return null;
        problem(tree.position(), "a scenario is a mapping of keys", "the first line is often 'name: my-lab'");
        return null;
    }

    private Tree tree(Node node) throws ScenarioException {
        Position position = position(node.getStartMark());
        if (node.isRecursive()) throw ScenarioException.of(position, "an alias leads back into itself", "");
        if (++parts > LARGEST)
            throw ScenarioException.of(position, "the file unfolds without end", "use fewer aliases");
        return switch (node) {
            case MappingNode mapping -> mapping(position, mapping);
            case SequenceNode sequence -> sequence(position, sequence);
            case ScalarNode scalar -> scalar(position, scalar);
            default -> throw new IllegalStateException("a node of type " + node.getNodeType());
        };
    }

    private Tree mapping(Position position, MappingNode node) throws ScenarioException {
        SequencedMap<String, Tree.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Position at = position(tuple.getKeyNode().getStartMark());
            Tree value = tree(tuple.getValueNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(at, "a key is a word here", "");
                continue;
            }
            Tree.Entry first = entries.putIfAbsent(key.getValue(), new Tree.Entry(at, value));
            if (first == null) continue;
            problem(
                    at,
                    "the key '%s' is there twice".formatted(key.getValue()),
                    "first in line " + first.key().line());
        }
        return new Tree.Mapping(position, entries);
    }

    private Tree sequence(Position position, SequenceNode node) throws ScenarioException {
        List<Tree> all = new ArrayList<>();
        for (Node part : node.getValue()) all.add(tree(part));
        return new Tree.Sequence(position, all);
    }

    private Tree scalar(Position position, ScalarNode node) {
        Tag tag = node.getTag();
        Tree.Kind kind = Tree.Kind.TEXT;
        if (tag.equals(Tag.INT)) kind = Tree.Kind.INTEGER;
        else if (tag.equals(Tag.FLOAT)) kind = Tree.Kind.DECIMAL;
        else if (tag.equals(Tag.BOOL)) kind = Tree.Kind.BOOLEAN;
        else if (tag.equals(Tag.NULL)) kind = Tree.Kind.NOTHING;
        else if (!tag.equals(Tag.STR))
            problem(position, "tags such as '" + tag + "' mean nothing here", "leave it out");
        return new Tree.Scalar(position, node.getValue(), kind);
    }

    private void problem(Position position, String sentence, String suggestion) {
        problems.add(new Problem(position, sentence, suggestion));
    }

    private Position position(Optional<Mark> mark) {
        return mark.map(at -> new Position(file, at.getLine() + 1, at.getColumn() + 1))
                .orElse(Position.whole(file));
    }

    private ScenarioException unreadable(String text, YamlEngineException reason) {
        return switch (reason) {
            case MarkedYamlEngineException marked ->
                ScenarioException.of(position(marked.getProblemMark()), "this is no YAML", sentence(marked));
            case ReaderException character ->
                ScenarioException.of(
                        position(text, character.getPosition()),
                        "the character U+%04X has no place in YAML".formatted(character.getCodePoint()),
                        "write it as an escape in double quotes, or leave it out");
            default -> ScenarioException.of(Position.whole(file), "this is no YAML", message(reason));
        };
    }

    private static String sentence(MarkedYamlEngineException reason) {
        String problem = reason.getProblem() == null ? "" : reason.getProblem();
        if (problem.contains("'\\t")) return "indent with blanks, not with tabs";
        return reason.getContext() == null ? problem : problem + " " + reason.getContext();
    }

    private static String message(YamlEngineException reason) {
        return String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
    }

    private Position position(String text, int offset) {
        String before = text.substring(0, Math.min(offset, text.length()));
        int line = (int) before.chars().filter(character -> character == '\n').count();
        return new Position(file, line + 1, before.length() - before.lastIndexOf('\n'));
    }
}
