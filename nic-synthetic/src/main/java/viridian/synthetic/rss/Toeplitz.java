package viridian.synthetic.rss;

import java.util.Arrays;

/**
 * The hash receive side scaling is built on: each bit set in the input adds the 32 bits of the key that begin at the same
 * place. Made from a key once, it then takes a table look-up for each byte. Immutable.
 *
 * <p>Microsoft, "RSS hashing functions"; the input is in network order, most significant byte first.
 */
public final class Toeplitz {

    /** Bytes of a key: room for two IPv6 addresses and two ports. */
    public static final int KEY_BYTES = 40;

    private static final int INPUT_BYTES = KEY_BYTES - Integer.BYTES;

    private final byte[] key;

    /** By place in the input and value of the byte there: what it adds. */
    private final int[] sums = new int[INPUT_BYTES * 256];

    /** The hash under this key, of {@link #KEY_BYTES}. */
    public Toeplitz(byte[] key) {
        if (key.length != KEY_BYTES) throw new IllegalArgumentException("a key of " + key.length + " bytes");
        this.key = key.clone();
        for (int at = 0; at < INPUT_BYTES; at++) {
            for (int value = 1; value < 256; value++) sums[at * 256 + value] = sum(at, value);
        }
    }

    private int sum(int at, int value) {
        long window = 0;
        for (int i = 0; i < 5; i++) window = window << 8 | (key[at + Math.min(i, KEY_BYTES - 1 - at)] & 0xFF);
        int sum = 0;
        for (int bit = 0; bit < 8; bit++) {
            if ((value & 0x80 >>> bit) != 0) sum ^= (int) (window >>> (8 - bit));
        }
        return sum;
    }

    /** The key. */
    public byte[] key() {
        return key.clone();
    }

    /** What 8 bytes of the input, the first of them at {@code at}, add to the hash. */
    public int ofLong(int at, long bytes) {
        return ofInt(at, (int) (bytes >>> 32)) ^ ofInt(at + 4, (int) bytes);
    }

    /** What 4 bytes of the input, the first of them at {@code at}, add to the hash. */
    public int ofInt(int at, int bytes) {
        int from = at * 256;
        return sums[from + (bytes >>> 24)]
                ^ sums[from + 256 + (bytes >>> 16 & 0xFF)]
                ^ sums[from + 512 + (bytes >>> 8 & 0xFF)]
                ^ sums[from + 768 + (bytes & 0xFF)];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Toeplitz that && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }
}
