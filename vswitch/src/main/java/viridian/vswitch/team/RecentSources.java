package viridian.vswitch.team;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The stations whose frames a team sent, and when it last did. A station is its address and, above it, its VLAN. Written
 * and read on the frame path by several threads, without locks or objects; when two of them write the same place at once,
 * one station may be forgotten, which costs at most an announcement.
 *
 * <p>Time is that of the last tick, so ages are true to about a tenth of a second.
 */
final class RecentSources {

    /** Our choice; a station more pushes out the one of its eight that was silent longest. */
    static final int PLACES = 16_384;

    static final long NONE = 0;

    private static final long SECOND = 1_000_000_000L;

    /** As long as switches remember (IEEE 802.1Q table 8-6): whoever is silent longer is forgotten upstream as well. */
    private static final long LIFE_NANOS = 300 * SECOND;

    /** Stations of one group share a line of the cache. */
    private static final int GROUP = 8;

    private final AtomicLongArray stations = new AtomicLongArray(PLACES);
    private final AtomicLongArray sentAt = new AtomicLongArray(PLACES);
    private volatile long now;

    RecentSources(long now) {
        this.now = now;
    }

    static long station(long address, int vlan) {
        return address | ((long) vlan << 48);
    }

    void time(long nanos) {
        now = nanos;
    }

    /** The team sends a frame of this station. */
    void sent(long station) {
        long time = now;
        int place = find(station);
        if (place < 0) {
            place = oldest(station, time);
            sentAt.setOpaque(place, time);
            stations.setOpaque(place, station);
        } else if (sentAt.getOpaque(place) != time) {
            sentAt.setOpaque(place, time);
        }
    }

    /** Whether a frame of this station was sent no longer ago than this. */
    boolean sentWithin(long station, long nanos) {
        int place = find(station);
        return place >= 0 && now - sentAt.getOpaque(place) <= nanos;
    }

    /** The station is elsewhere: a frame of it came from outside. */
    void forget(long station) {
        for (int place = find(station); place >= 0; place = find(station)) stations.setOpaque(place, NONE);
    }

    /** The station at a place, or {@link #NONE} if there is none, or one that is forgotten by now. */
    long at(int place) {
        long station = stations.getOpaque(place);
        return station != NONE && now - sentAt.getOpaque(place) <= LIFE_NANOS ? station : NONE;
    }

    private int find(long station) {
        int from = group(station);
        for (int place = from; place < from + GROUP; place++) {
            if (stations.getOpaque(place) == station) return place;
        }
        return -1;
    }

    private int oldest(long station, long time) {
        int from = group(station);
        int oldest = from;
        long age = -1;
        for (int place = from; place < from + GROUP; place++) {
            if (stations.getOpaque(place) == NONE) return place;
            long other = time - sentAt.getOpaque(place);
            if (other > age) {
                age = other;
                oldest = place;
            }
        }
        return oldest;
    }

    private static int group(long station) {
        int hash = FlowHash.station(station, 0);
        return (hash >>> 8) % (PLACES / GROUP) * GROUP;
    }
}
