package viridian.vswitch.security;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.packet.IpAddress;

/**
 * The IP addresses a port speaks for that nobody gave it, learned from what it sends and forgotten when it has not used
 * them for a while. Looking up one that is known takes no lock and makes no object.
 */
final class DynamicAddresses {

    /** Our choice: as long as the switch remembers stations. */
    private static final long LIFE_NANOS = 300_000_000_000L;

    /** A use is written down this often, and room is looked for this often: more would cost every frame. */
    private static final long CARE_NANOS = 1_000_000_000L;

    private static final class Used {
        final IpAddress address;
        volatile long seen;

        Used(IpAddress address, long now) {
            this.address = address;
            this.seen = now;
        }

        boolean is(int version, long high, long low) {
            return address.low() == low && address.high() == high && address.version() == version;
        }
    }

    /** Found by hash and the places behind; at least half is empty. Replaced as a whole. */
    private volatile @Nullable Used[] places = new Used[2];

    private volatile long searchedAt;

    /** The limit that was reached when room was last looked for in vain; 0 if there was room. */
    private volatile int searchedFor;

    /** Whether the port may speak for an address; if it is new and there is room, it is learned. */
    boolean admits(int version, long high, long low, long now, int limit) {
        Used known = find(version, high, low);
        if (known != null) {
            if (now - known.seen >= CARE_NANOS) known.seen = now;
            return true;
        }
        if (searchedFor == limit && now - searchedAt < CARE_NANOS) return false;
        return learn(new IpAddress(version, high, low), now, limit);
    }

    /** The same, and nothing is learned. */
    boolean wouldAdmit(int version, long high, long low, long now, int limit) {
        return find(version, high, low) != null || inUse(now).size() < limit;
    }

    private @Nullable Used find(int version, long high, long low) {
        @Nullable Used[] some = places;
        for (int at = place(high, low, some); ; at = (at + 1) & (some.length - 1)) {
            Used used = some[at];
            if (used == null || used.is(version, high, low)) return used;
        }
    }

    private synchronized boolean learn(IpAddress address, long now, int limit) {
        if (find(address.version(), address.high(), address.low()) != null) return true;
        List<Used> kept = inUse(now);
        boolean room = kept.size() < limit;
        if (room) kept.add(new Used(address, now));
        places = arranged(kept);
        searchedAt = now;
        searchedFor = room ? 0 : limit;
        return room;
    }

    private List<Used> inUse(long now) {
        List<Used> kept = new ArrayList<>();
        for (Used used : places) {
            if (used != null && now - used.seen < LIFE_NANOS) kept.add(used);
        }
        return kept;
    }

    private static @Nullable Used[] arranged(List<Used> kept) {
        @Nullable Used[] places = new Used[Integer.highestOneBit(kept.size() + 1) * 4];
        for (Used used : kept) {
            int at = place(used.address.high(), used.address.low(), places);
            while (places[at] != null) at = (at + 1) & (places.length - 1);
            places[at] = used;
        }
        return places;
    }

    private static int place(long high, long low, @Nullable Used[] places) {
        long hash = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (hash >>> 32) & (places.length - 1);
    }
}
