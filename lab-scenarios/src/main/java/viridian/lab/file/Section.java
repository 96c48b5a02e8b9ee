package viridian.lab.file;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping that the schema has let pass, read by key. */
record Section(Tree.Mapping mapping) {

    static Section of(Tree tree) {
        return new Section((Tree.Mapping) tree);
    }

    Optional<Tree> value(String key) {
        return Optional.ofNullable(mapping.entries().get(key)).map(Tree.Entry::value);
    }

    Optional<Tree.Scalar> scalar(String key) {
        return value(key).map(Tree.Scalar.class::cast);
    }

    /** A scalar the schema requires. */
    Tree.Scalar required(String key) {
        return scalar(key).orElseThrow();
    }

    Optional<String> text(String key) {
        return scalar(key).map(Tree.Scalar::text);
    }

    String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    /** A whole number; JSON schema counts 10.0 as one too. */
    int number(String key, int otherwise) {
        return text(key).map(text -> new BigDecimal(text).intValueExact()).orElse(otherwise);
    }

    double decimal(String key, double otherwise) {
        return text(key).map(Double::parseDouble).orElse(otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        return text(key).map(Boolean::parseBoolean).orElse(otherwise);
    }

    boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    Section section(String key) {
        return of(value(key).orElseThrow());
    }

    /** What is below a key, by name, in the order of the file. */
    Map<String, Section> sections(String key) {
        Map<String, Section> sections = new LinkedHashMap<>();
        value(key)
                .ifPresent(value -> ((Tree.Mapping) value)
                        .entries()
                        .forEach((name, entry) -> sections.put(name, of(entry.value()))));
        return sections;
    }

    Optional<List<Tree>> list(String key) {
        return value(key).map(value -> ((Tree.Sequence) value).parts());
    }

    /** The scalars of a list; empty if the key is not there. */
    Optional<List<Tree.Scalar>> scalars(String key) {
        return list(key)
                .map(parts -> parts.stream().map(Tree.Scalar.class::cast).toList());
    }
}
