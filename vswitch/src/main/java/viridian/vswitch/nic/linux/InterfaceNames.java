package viridian.vswitch.nic.linux;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Names that fit an interface. */
public final class InterfaceNames {

    /** Digits of the hash behind a shortened name: 25 bits, so that a lab of a hundred names meets no two alike. */
    private static final int HASH_DIGITS = 5;

    private static final int HASH_MASK = (1 << (5 * HASH_DIGITS)) - 1;

    private InterfaceNames() {}

    /** A name for an interface: see {@link #shorten(String, int)}. */
    public static String shorten(String name) {
        return shorten(name, Link.LONGEST_NAME);
    }

    /**
     * The name itself if it is short and plain enough, otherwise its beginning and a hash of the whole, always the same for
     * the same name. What an interface's name may not contain (space, slash, colon, anything beyond ASCII) becomes a hyphen.
     */
    public static String shorten(String name, int longest) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "-");
        if (plain.equals(name) && !name.isEmpty() && name.length() <= longest && !name.matches("\\.\\.?")) return name;
        int room = longest - HASH_DIGITS - 1;
        return plain.substring(0, Math.min(room, plain.length())) + "-" + hash(name);
    }

    private static String hash(String name) {
        CRC32C sum = new CRC32C();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        String digits = Integer.toString((int) sum.getValue() & HASH_MASK, 32);
        return "0".repeat(HASH_DIGITS - digits.length()) + digits;
    }
}
