package viridian.vswitch;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;

/**
 * Who is where: from VLAN and address to port. An address is pinned, because an adapter was plugged in with it, or
 * learned from the frames of its station; a learned one is believed until it has not been seen for a while, and follows
 * its station to another port.
 *
 * <p>Looking up, and learning what is known already, takes no lock and makes no object. Everything else is rare and
 * happens under the table's lock.
 */
public final class MacTable {

    private final long ageingNanos;
    private final int limit;
    private final LongSupplier nanoTime;
    private final ResidentSlots residents = new ResidentSlots();

    /** What was learned at each port, longest unseen first as far as {@link Resident#filed} tells. */
    private final Map<Port, SortedSet<Resident>> learned = new LinkedHashMap<>();

    private int learnedCount;
    private long moves;
    private long evictions;

    MacTable(long ageingNanos, int limit, LongSupplier nanoTime) {
        this.ageingNanos = ageingNanos;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /**
     * A frame from this address came in by this port.
     *
     * @return false if the address is pinned to another port: then nothing was learned
     */
    boolean learn(int vlan, long mac, Port port) {
        long key = Resident.key(vlan, mac);
        Resident known = residents.find(key);
        if (known == null || (known.port != port && !known.pinned)) return file(key, port);
        // The clock is read only where its answer matters: it costs as much as the rest of the search.
        if (!known.pinned) known.see(nanoTime.getAsLong());
        return known.port == port;
    }

    /** Where frames to this address go, or null if nobody knows. */
    public @Nullable Port lookup(int vlan, long mac) {
        Resident known = residents.find(Resident.key(vlan, mac));
        if (known == null) return null;
        return known.pinned || !isOld(known.seen(), nanoTime.getAsLong()) ? known.port : null;
    }

    private boolean isOld(long seen, long now) {
        return now - seen >= ageingNanos;
    }

    /** Learns an address that was not known, or not at this port. */
    private synchronized boolean file(long key, Port port) {
        long now = nanoTime.getAsLong();
        expire(now);
        Resident known = residents.find(key);
        if (known != null && known.pinned) return known.port == port;
        // Asked under the lock: forget() comes after the port is closed, so nothing of a closed port stays behind.
        if (!port.isPlugged()) return true;
        if (known != null && known.port != port) moves++;
        if (known == null && learnedCount == limit) evict(port);
        put(known, new Resident(key, port, false, now));
        return true;
    }

    /**
     * Ties an address to a port, in these VLANs, in place of all that is known about the port.
     *
     * @throws IllegalArgumentException if it is pinned to another port; then nothing has changed
     */
    synchronized void pin(int[] vlans, long mac, Port port) {
        for (int vlan : vlans) requireFree(Resident.key(vlan, mac), port);
        List<Resident> before = at(port);
        for (int vlan : vlans) {
            long key = Resident.key(vlan, mac);
            put(residents.find(key), new Resident(key, port, true, 0));
        }
        for (Resident resident : before) {
            if (residents.find(resident.key) == resident) remove(resident);
        }
    }

    private void requireFree(long key, Port port) {
        Resident known = residents.find(key);
        if (known != null && known.pinned && known.port != port) {
            MacAddress address = known.shown(0).address();
            throw new IllegalArgumentException(
                    "%s cannot have %s, the address of %s".formatted(port, address, known.port));
        }
    }

    /** Forgets everything about a port. */
    synchronized void forget(Port port) {
        for (Resident resident : at(port)) remove(resident);
        learned.remove(port);
    }

    private List<Resident> at(Port port) {
        return residents.all().stream()
                .filter(resident -> resident.port == port)
                .toList();
    }

    /** Forgets everything learned. */
    public synchronized void flush() {
        for (Resident resident : residents.all()) {
            if (!resident.pinned) remove(resident);
        }
    }

    private void expire(long now) {
        for (SortedSet<Resident> queue : learned.values()) {
            Resident oldest = oldest(queue);
            while (oldest != null && isOld(oldest.filed, now)) {
                remove(oldest);
                oldest = oldest(queue);
            }
        }
    }

    /** From the port that holds most, so that a port that learns without end pushes out its own. */
    private void evict(Port learner) {
        SortedSet<Resident> most = queueOf(learner);
        for (SortedSet<Resident> queue : learned.values()) {
            if (queue.size() > most.size()) most = queue;
        }
        Resident oldest = oldest(most);
        if (oldest == null) throw new IllegalStateException("a full table holds nothing");
        remove(oldest);
        evictions++;
    }

    /**
     * The station longest unseen. Being seen does not move a station in its queue, as that would need the lock; it is
     * put in its place when its turn comes.
     */
    private static @Nullable Resident oldest(SortedSet<Resident> queue) {
        while (!queue.isEmpty()) {
            Resident first = queue.first();
            long seen = first.seen();
            if (seen == first.filed) return first;
            queue.remove(first);
            first.filed = seen;
            queue.add(first);
        }
        return null;
    }

    private SortedSet<Resident> queueOf(Port port) {
        return learned.computeIfAbsent(port, any -> new TreeSet<>(Resident.BY_AGE));
    }

    /** Adds a station, in the place of what was known of it. */
    private void put(@Nullable Resident known, Resident resident) {
        if (known == null) residents.add(resident);
        else residents.replace(known, resident);
        if (known != null) unqueue(known);
        if (!resident.pinned) {
            queueOf(resident.port).add(resident);
            learnedCount++;
        }
    }

    private void remove(Resident resident) {
        residents.remove(resident);
        unqueue(resident);
    }

    private void unqueue(Resident resident) {
        if (resident.pinned) return;
        queueOf(resident.port).remove(resident);
        learnedCount--;
    }

    /** The whole table, by VLAN and address. */
    public synchronized List<MacEntry> entries() {
        long now = nanoTime.getAsLong();
        expire(now);
        return residents.all().stream()
                .map(resident -> resident.shown(now))
                .sorted(Comparator.comparingInt(MacEntry::vlan).thenComparing(MacEntry::address))
                .toList();
    }

    /** How often a station was seen at another port than before. */
    public synchronized long moves() {
        return moves;
    }

    /** How many addresses a full table gave up before their time. */
    public synchronized long evictions() {
        return evictions;
    }
}
