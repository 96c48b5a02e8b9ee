package viridian.vswitch.acl;

/** TCP or UDP ports from a lowest to a highest, both included. */
public record PortRange(int first, int last) {

    /** Every port: what a rule has that does not ask. */
    public static final PortRange ALL = new PortRange(0, 0xFFFF);

    public PortRange {
        if (first < 0 || last > 0xFFFF) throw new IllegalArgumentException("ports are 0 to 65535");
        if (last < first) {
            throw new IllegalArgumentException("the range " + first + "-" + last + " runs backwards");
        }
    }

    /**
     * Reads a port or a range of them: {@code 80}, {@code 22-23}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static PortRange parse(String text) {
        if (!text.matches("\\d{1,9}(-\\d{1,9})?")) {
            throw new IllegalArgumentException("ports are a number or a range like 22-23");
        }
        String[] ends = text.split("-", 2);
        return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    boolean contains(PortRange other) {
        return first <= other.first && other.last <= last;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
