package viridian.vswitch.acl;

/** A number of 128 bits without sign: an IPv6 address, or something shorter at the top of it. */
record Key(long high, long low) implements Comparable<Key> {

    static final Key ZERO = new Key(0, 0);

    /** This many ones at the top. */
    static Key mask(int bits) {
        return new Key(ones(Math.min(bits, Long.SIZE)), ones(Math.max(bits - Long.SIZE, 0)));
    }

    private static long ones(int bits) {
        return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
    }

    /** A byte of it, the topmost being 0. */
    int octet(int index) {
        long half = index < Long.BYTES ? high : low;
        return (int) (half >>> shift(index)) & 0xFF;
    }

    /** With one byte set that was 0. */
    Key with(int index, int octet) {
        long bits = (long) octet << shift(index);
        return index < Long.BYTES ? new Key(high | bits, low) : new Key(high, low | bits);
    }

    private static int shift(int index) {
        return Long.SIZE - 8 - 8 * (index % Long.BYTES);
    }

    Key and(Key other) {
        return new Key(high & other.high, low & other.low);
    }

    Key or(Key other) {
        return new Key(high | other.high, low | other.low);
    }

    Key not() {
        return new Key(~high, ~low);
    }

    @Override
    public int compareTo(Key other) {
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }
}
