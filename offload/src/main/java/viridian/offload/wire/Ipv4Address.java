package viridian.offload.wire;

/** An IPv4 address as a person reads it; on the packet's way it is an {@code int} in the order of the wire. */
public record Ipv4Address(int bits) implements Comparable<Ipv4Address> {

    /** Who has no address yet and asks for one, 0.0.0.0 (RFC 1122 section 3.2.1.3). */
    public static final int UNKNOWN = 0;

    /** All hosts on this link, 255.255.255.255 (RFC 919 section 7). */
    public static final int LIMITED_BROADCAST = 0xFFFF_FFFF;

    public static Ipv4Address of(int bits) {
        return new Ipv4Address(bits);
    }

    /**
     * Reads four decimal numbers between dots.
     *
     * @throws IllegalArgumentException if the text is no address
     */
    public static Ipv4Address parse(String text) {
        String[] numbers = text.split("\\.", -1);
        if (numbers.length != 4) throw noAddress(text);
        int bits = 0;
        for (String number : numbers) bits = bits << 8 | octet(number, text);
        return new Ipv4Address(bits);
    }

    /** Whether it can name one host: neither "this network", loopback, multicast nor reserved (RFC 1122 section 3.2.1.3). */
    public static boolean isUnicast(int bits) {
        int first = bits >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    /** By number, so that 10.0.0.9 comes before 10.0.0.10. */
    @Override
    public int compareTo(Ipv4Address other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 0xFF, bits >>> 8 & 0xFF, bits & 0xFF);
    }

    // A leading zero means octal to some programs and nothing to others, so it is refused.
    private static int octet(String number, String text) {
        if (!number.matches("0|[1-9][0-9]{0,2}")) throw noAddress(text);
        int value = Integer.parseInt(number);
        if (value > 255) throw noAddress(text);
        return value;
    }

    private static IllegalArgumentException noAddress(String text) {
        return new IllegalArgumentException("'" + text + "' is no IPv4 address; one looks like 10.0.0.1");
    }
}
