package viridian.tools.operation;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;
import viridian.tools.options.Words;
import viridian.vswitch.frame.MacAddress;

/** JSON as the control socket speaks it: fields in snake_case, addresses as people write them. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule()
                    .addSerializer(MacAddress.class, ToStringSerializer.instance)
                    .addSerializer(new EnumWords()))
            .build();

    private Json() {}

    /** Choices as they are written everywhere else. */
    private static final class EnumWords extends StdSerializer<Enum<?>> {

        @SuppressWarnings("unchecked")
        EnumWords() {
            super((Class<Enum<?>>) (Class<?>) Enum.class);
        }

        @Override
        public void serialize(Enum<?> value, JsonGenerator to, SerializationContext context) {
            to.writeString(Words.of(value));
        }
    }

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A record, with its components as fields. */
    static ObjectNode object(Record from) {
        return MAPPER.valueToTree(from);
    }

    /** Texts by key. */
    static ObjectNode object(Map<String, String> from) {
        ObjectNode object = object();
        from.forEach(object::put);
        return object;
    }

    /** {@code AddressMoved} as {@code address_moved}. */
    static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    static ArrayNode texts(Collection<String> from) {
        ArrayNode array = MAPPER.createArrayNode();
        from.forEach(array::add);
        return array;
    }

    static <T> ArrayNode array(Collection<T> from, Function<T, JsonNode> line) {
        ArrayNode array = MAPPER.createArrayNode();
        for (T one : from) array.add(line.apply(one));
        return array;
    }
}
