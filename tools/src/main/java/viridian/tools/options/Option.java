package viridian.tools.options;

/**
 * Something that can be said of a port or of the switch.
 *
 * @param key what stands before the equals sign
 * @param example a value, as it may be written
 * @param about what it says, in a line
 */
public record Option(String key, String example, String about) {

    @Override
    public String toString() {
        return key + "=" + example;
    }
}
