package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Protocol messages in words, for who looks on: {@code OPEN_RESULT relid 1, open id 1, status success}. Any record that is a
 * message can be told so, by its name and those of its fields.
 */
public final class MessageText {

    /** Fields whose numbers people know by their hexadecimal digits. */
    private static final Set<String> HEXADECIMAL = Set.of(
            "gpadl",
            "ringGpadl",
            "oid",
            "status",
            "version",
            "oldest",
            "newest",
            "selected",
            "capabilities",
            "type",
            "interruptPage",
            "parentToChildPage",
            "childToParentPage");

    /** As many bytes as fit on a line beside the rest; our choice. */
    private static final int SHOWN_BYTES = 32;

    private MessageText() {}

    /** A message between the ends of a bus, as it stands in memory from 0 on. */
    public static String ofBus(MemorySegment message, int length) {
        return of((Record) VmbusMessage.read(message, length));
    }

    /** A message of any layer. */
    public static String of(Record message) {
        String fields = Arrays.stream(message.getClass().getRecordComponents())
                .map(field -> field(message, field))
                .collect(Collectors.joining(", "));
        String name = spaced(message.getClass().getSimpleName()).toUpperCase(Locale.ROOT);
        return fields.isEmpty() ? name : name + " " + fields;
    }

    private static String field(Record message, RecordComponent field) {
        return spaced(field.getName()).replace('_', ' ') + " " + value(field.getName(), read(message, field));
    }

    private static Object read(Record message, RecordComponent field) {
        try {
            field.getAccessor().setAccessible(true);
            return field.getAccessor().invoke(message);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String value(String name, Object value) {
        return switch (value) {
            case Integer number when name.equals("status") && number == 0 -> "success";
            case Integer number when HEXADECIMAL.contains(name) -> "0x" + Integer.toHexString(number);
            case Long number when HEXADECIMAL.contains(name) -> "0x" + Long.toHexString(number);
            case long[] words -> words.length + " words";
            case MemorySegment bytes -> bytes(bytes);
            default -> String.valueOf(value);
        };
    }

    private static String bytes(MemorySegment bytes) {
        if (bytes.byteSize() == 0) return "none";
        byte[] shown = bytes.asSlice(0, Math.min(SHOWN_BYTES, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        String rest = bytes.byteSize() > SHOWN_BYTES ? "... (" + bytes.byteSize() + " bytes)" : "";
        return HexFormat.of().formatHex(shown) + rest;
    }

    /** {@code OpenResult} as {@code Open_Result}. */
    private static String spaced(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
