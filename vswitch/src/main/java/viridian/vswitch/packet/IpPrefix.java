package viridian.vswitch.packet;

/**
 * The addresses that begin with the same bits (RFC 4632 section 3.1, RFC 4291 section 2.3), as in 10.1.0.0/24; or one
 * address alone.
 *
 * @param base the lowest address: the bits behind the prefix are zero
 * @param length how many leading bits are common: 0 to 32, or to 128
 */
public record IpPrefix(IpAddress base, int length) {

    public IpPrefix {
        if (length < 0 || length > base.bits()) {
            throw new IllegalArgumentException(
                    "a prefix of " + base + " has 0 to " + base.bits() + " bits, not " + length);
        }
        IpAddress lowest = lowest(base, length);
        if (!lowest.equals(base)) {
            throw new IllegalArgumentException(
                    "%s has bits set behind its first %d; the prefix is %s/%d".formatted(base, length, lowest, length));
        }
    }

    /** One address alone. */
    public static IpPrefix of(IpAddress address) {
        return new IpPrefix(address, address.bits());
    }

    /** The prefix of this length an address is in. */
    public static IpPrefix around(IpAddress address, int length) {
        return new IpPrefix(lowest(address, length), length);
    }

    /**
     * Reads an address, or an address and the number of leading bits behind a slash.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static IpPrefix parse(String text) {
        String stripped = text.strip();
        int slash = stripped.indexOf('/');
        if (slash < 0) return of(IpAddress.parse(stripped));
        String bits = stripped.substring(slash + 1);
        if (!bits.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("'" + text + "' is no prefix; one looks like 10.0.0.0/24");
        }
        return new IpPrefix(IpAddress.parse(stripped.substring(0, slash)), Integer.parseInt(bits));
    }

    /** Whether an address is one of these, given as on the frame's way: {@link Packet#sourceHigh} and its siblings. */
    public boolean contains(int version, long high, long low) {
        return version == base.version()
                && (high & highMask(version, length)) == base.high()
                && (low & lowMask(version, length)) == base.low();
    }

    public boolean contains(IpAddress address) {
        return contains(address.version(), address.high(), address.low());
    }

    /** The last of these addresses. */
    public IpAddress highest() {
        int version = base.version();
        long low = base.low() | ~lowMask(version, length);
        if (version == 4) return IpAddress.v4(low & 0xFFFF_FFFFL);
        return IpAddress.v6(base.high() | ~highMask(version, length), low);
    }

    private static IpAddress lowest(IpAddress address, int length) {
        int version = address.version();
        return new IpAddress(
                version, address.high() & highMask(version, length), address.low() & lowMask(version, length));
    }

    private static long highMask(int version, int length) {
        return version == 4 ? -1 : mask(Math.min(length, 64));
    }

    private static long lowMask(int version, int length) {
        return version == 4 ? mask(length + 32) : mask(Math.max(length - 64, 0));
    }

    private static long mask(int leading) {
        return leading == 0 ? 0 : -1L << (64 - leading);
    }

    /** An address alone without a slash. */
    @Override
    public String toString() {
        return length == base.bits() ? base.toString() : base + "/" + length;
    }
}
