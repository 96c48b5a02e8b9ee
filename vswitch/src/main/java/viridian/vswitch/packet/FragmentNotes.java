package viridian.vswitch.packet;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a filter decided about first fragments, for the further ones, which do not tell what they belong to. One table is
 * for one port: a guest that fills it pushes out notes about its own packets only.
 *
 * <p>Memory is fixed, and a note is lost when newer ones need its place, or after a minute; so a filter must be right
 * without it: it is, since nobody can put a packet together whose first fragment was dropped. Safe for several threads,
 * without locks: a note is one {@code long}.
 */
public final class FragmentNotes {

    /** The largest note. */
    public static final int LARGEST = 0xFFFF;

    private static final int SETS = 256;
    private static final int WAYS = 4;

    /** How long hosts wait for the rest of a packet: 60 seconds (RFC 8200 section 4.5), in ticks. */
    private static final int LIFE_TICKS = 56;

    /** A tick is 2^30 nanoseconds. */
    private static final int TICK_SHIFT = 30;

    /** Fingerprint 63:32, tick 31:16, note 15:0; 0 is an empty place. */
    private final AtomicLongArray places = new AtomicLongArray(SETS * WAYS);

    // Nobody outside can know which packets share a place.
    private final long secret = new SplittableRandom().nextLong();

    /**
     * Notes something about the packet a first fragment belongs to, in place of what was noted before.
     *
     * @param note 1 to {@link #LARGEST}, or 0 to forget
     */
    public void note(Packet first, long now, int note) {
        long key = key(first);
        int tick = tick(now);
        places.set(place(key, tick), note == 0 ? 0 : (key & ~0xFFFF_FFFFL) | (long) tick << 16 | note);
    }

    /** What was noted about the packet a fragment belongs to, or 0. */
    public int about(Packet fragment, long now) {
        long key = key(fragment);
        int set = set(key);
        for (int way = 0; way < WAYS; way++) {
            long place = places.get(set + way);
            if (isAbout(place, key) && !isOld(place, tick(now))) return (int) place & LARGEST;
        }
        return 0;
    }

    /** Where the note about a packet is or, if there is none, the place that is missed least. */
    private int place(long key, int tick) {
        int set = set(key);
        int oldest = set;
        for (int way = 0; way < WAYS; way++) {
            long place = places.get(set + way);
            if (isAbout(place, key)) return set + way;
            if (age(place, tick) > age(places.get(oldest), tick)) oldest = set + way;
        }
        return oldest;
    }

    private static boolean isAbout(long place, long key) {
        return place != 0 && (place ^ key) >>> 32 == 0;
    }

    /** In ticks; less than zero if another thread has read the clock later. */
    private static int age(long place, int tick) {
        return place == 0 ? Integer.MAX_VALUE : (short) (tick - (int) (place >>> 16));
    }

    // Ticks come round again after 19 hours: a note from before may be believed for a minute, which does no harm.
    private static boolean isOld(long place, int tick) {
        int age = age(place, tick);
        return age > LIFE_TICKS || age < -1;
    }

    private static int tick(long now) {
        return (int) (now >>> TICK_SHIFT) & 0xFFFF;
    }

    private static int set(long key) {
        return ((int) key & (SETS - 1)) * WAYS;
    }

    /** IPv4 tells packets apart by protocol as well (RFC 791 section 3.2), IPv6 does not (RFC 8200 section 4.5). */
    private long key(Packet packet) {
        long hash = mix(secret ^ packet.sourceHigh());
        hash = mix(hash ^ packet.sourceLow());
        hash = mix(hash ^ packet.destinationHigh());
        hash = mix(hash ^ packet.destinationLow());
        int protocol = packet.version() == 4 ? packet.protocol() : 0x100;
        return mix(hash ^ packet.fragmentId() ^ (long) protocol << 32 ^ (long) packet.vlan() << 48);
    }

    // SplittableRandom's finisher (Steele, Lea, Flood 2014): every bit of the sum depends on every bit before.
    private static long mix(long bits) {
        long z = bits + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
