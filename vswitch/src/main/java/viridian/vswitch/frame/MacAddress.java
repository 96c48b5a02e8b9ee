package viridian.vswitch.frame;

/** An Ethernet address as a person reads it; on the frame's way it is a {@code long} of 48 bits. */
public record MacAddress(long bits) implements Comparable<MacAddress> {

    /** What an adapter without an address of its own answers: a socket, a cable to another switch. */
    public static final MacAddress NONE = new MacAddress(0);

    public MacAddress {
        if (bits >>> 48 != 0) throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(bits));
    }

    public static MacAddress of(long bits) {
        return new MacAddress(bits);
    }

    /**
     * Reads six pairs of hexadecimal digits between hyphens or colons, or twelve digits in a row.
     *
     * @throws IllegalArgumentException if the text is no address
     */
    public static MacAddress parse(String text) {
        String digits = text.replaceAll("(?<=^|[0-9A-Fa-f]{2})[-:](?=[0-9A-Fa-f]{2})", "");
        if (!digits.matches("[0-9A-Fa-f]{12}")) {
            throw new IllegalArgumentException("'" + text + "' is no MAC address; one looks like 00-15-5D-01-02-03");
        }
        return new MacAddress(Long.parseLong(digits, 16));
    }

    public boolean isGroup() {
        return Frame.isGroup(bits);
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    /** With hyphens and capitals, as the administrators of this field write it: 00-15-5D-01-02-03. */
    @Override
    public String toString() {
        return "%012X".formatted(bits).replaceAll("..(?!$)", "$0-");
    }
}
