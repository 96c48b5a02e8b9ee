package viridian.vswitch.multicast;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.packet.IpAddress;

/**
 * From IP addresses of one version to something, to be looked up without making an object: open addressing, at most half
 * full. Does not change.
 */
final class AddressTable<V> {

    private final long[] highs;
    private final long[] lows;
    private final @Nullable Object[] values;

    AddressTable(Map<IpAddress, ? extends V> entries) {
        int slots = Integer.highestOneBit(Math.max(entries.size(), 1)) * 4;
        highs = new long[slots];
        lows = new long[slots];
        values = new Object[slots];
        entries.forEach((address, value) -> {
            int at = free(address);
            highs[at] = address.high();
            lows[at] = address.low();
            values[at] = value;
        });
    }

    private int free(IpAddress address) {
        int at = home(address.high(), address.low());
        while (values[at] != null) at = next(at);
        return at;
    }

    @SuppressWarnings("unchecked") // only a V is ever put there
    @Nullable
    V find(long high, long low) {
        for (int at = home(high, low); ; at = next(at)) {
            Object value = values[at];
            if (value == null) return null;
            if (lows[at] == low && highs[at] == high) return (V) value;
        }
    }

    private int home(long high, long low) {
        // Fibonacci hashing: groups are often numbered one after the other.
        long mixed = (low ^ (high * 31)) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 40) & (values.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (values.length - 1);
    }
}
