package viridian.lab.file;

import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A document as the schema validator wants it. */
public final class TreeJson {

    /** Far beyond any limit of ours; a larger number would take the validator's time and memory. */
    private static final double LARGEST = 1e15;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private TreeJson() {}

    public static JsonNode json(Tree tree) {
        return switch (tree) {
            case Tree.Mapping mapping -> object(mapping);
            case Tree.Sequence sequence -> array(sequence);
            case Tree.Scalar scalar -> scalar(scalar);
        };
    }

    private static ObjectNode object(Tree.Mapping mapping) {
        ObjectNode object = NODES.objectNode();
        mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
        return object;
    }

    private static ArrayNode array(Tree.Sequence sequence) {
        ArrayNode array = NODES.arrayNode();
        sequence.parts().forEach(part -> array.add(json(part)));
        return array;
    }

    private static JsonNode scalar(Tree.Scalar scalar) {
        return switch (scalar.kind()) {
            case TEXT -> NODES.stringNode(scalar.text());
            case INTEGER -> NODES.numberNode(new BigInteger(scalar.text()));
            case DECIMAL -> decimal(scalar.text());
            case BOOLEAN -> NODES.booleanNode(Boolean.parseBoolean(scalar.text()));
            case NOTHING -> NODES.nullNode();
        };
    }

    /** What is no number of ours is left as text, which the schema refuses where it wants one. */
    private static JsonNode decimal(String text) {
        String number = text.replace(".inf", "Infinity").replace(".nan", "NaN");
        double value = Double.parseDouble(number);
        return Math.abs(value) <= LARGEST ? NODES.numberNode(value) : NODES.stringNode(text);
    }
}
