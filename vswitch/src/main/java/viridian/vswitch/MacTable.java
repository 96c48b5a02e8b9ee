package viridian.vswitch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;

/**
 * Who is where: from VLAN and address to port. An address is pinned, because an adapter was plugged in with it or an
 * administrator said so, or learned from the frames of its station; a learned one is believed until it has not been seen for a
 * while, and follows its station to another port.
 *
 * <p>Looking up, and learning what is known already, takes no lock and makes no object. Everything else is rare and happens
 * under the table's lock. Time is counted in ticks, so that the time an address was seen fits beside it in four bytes.
 */
public final class MacTable {

    /** What {@link #lookup(long, int)} answers if nobody knows. */
    static final int UNKNOWN = -1;

    /** Length of a tick, nanoseconds: a thirtieth of a second. Ticks last for four years. */
    static final long TICK_NANOS = 1L << 25;

    private static final int FEWEST_SLOTS = 64;
    private static final long ADDRESS_BITS = 0xFFFF_FFFF_FFFFL;

    private final VirtualSwitch vswitch;
    private volatile int ageingTicks;

    /**
     * An address seen within so many ticks is not written down as seen again: a thirty-second of its life, so that the cache
     * lines of busy stations stay clean.
     */
    private volatile int freshTicks;

    private volatile int limit;
    private volatile AddressSlots slots = new AddressSlots(FEWEST_SLOTS);

    /** The tick each learned address is queued by at its port, by slot; another entry of a queue is out of date. */
    private int[] queued = new int[FEWEST_SLOTS];

    /** By socket. */
    private final @Nullable AgeQueue[] queues = new AgeQueue[VirtualSwitch.SOCKETS];

    /** How many addresses are learned at each socket. */
    private final int[] held = new int[VirtualSwitch.SOCKETS];

    private final Map<Long, MacEntry.Kind> pinned = new HashMap<>();
    private int learned;
    private int expiredTick;
    private long moves;
    private long evictions;
    private long learnings;
    private long purges;

    MacTable(VirtualSwitch vswitch, SwitchSettings settings) {
        this.vswitch = vswitch;
        limits(settings);
    }

    /** VLAN above the 48 bits of the address. */
    static long key(int vlan, long mac) {
        return ((long) vlan << 48) | mac;
    }

    static int tick(long nanos) {
        return (int) (nanos / TICK_NANOS);
    }

    private void limits(SwitchSettings settings) {
        ageingTicks = tick(settings.ageingNanos());
        freshTicks = ageingTicks / 32;
        limit = settings.tableLimit();
    }

    /** Other limits hold from now on; a table that holds too much gives up those longest unseen. */
    synchronized void change(SwitchSettings settings, int tick) {
        limits(settings);
        expire(tick);
        while (learned > limit) evict(0);
    }

    /**
     * A frame from this address came in by this port.
     *
     * @return false if the address is pinned to another port: then nothing was learned
     */
    boolean learn(long key, PortRules port, int tick) {
        AddressSlots table = slots;
        int slot = table.find(key);
        long state = slot == AddressSlots.ABSENT ? AddressSlots.NOWHERE : table.state(slot);
        if (AddressSlots.socket(state) != port.socket) {
            return !AddressSlots.isPinned(state) && file(key, port, tick);
        }
        boolean stale = tick - AddressSlots.seen(state) > freshTicks;
        if (stale && !AddressSlots.isPinned(state)) table.see(slot, state, tick);
        return true;
    }

    /** Whether this address is known to be behind this port, and nothing is to be written down about it. */
    boolean isFresh(long key, int socket, int tick) {
        long state = slots.stateOf(key);
        if (AddressSlots.socket(state) != socket) return false;
        return AddressSlots.isPinned(state) || tick - AddressSlots.seen(state) <= freshTicks;
    }

    /** Whether a frame from this address may come in by this port: it is not pinned to another. */
    boolean mayBeAt(long key, PortRules port) {
        long state = slots.stateOf(key);
        return !AddressSlots.isPinned(state) || AddressSlots.socket(state) == port.socket;
    }

    /** Socket of the port where frames to this address go, or {@link #UNKNOWN}. */
    int lookup(long key, int tick) {
        long state = slots.stateOf(key);
        boolean old = !AddressSlots.isPinned(state) && tick - AddressSlots.seen(state) >= ageingTicks;
        return old ? UNKNOWN : AddressSlots.socket(state);
    }

    /** See {@link AddressSlots#touch}. */
    long touch(long[] keys, int count) {
        return slots.touch(keys, count);
    }

    boolean isLarge() {
        return slots.isLarge();
    }

    /** Where frames to this address go, or null if nobody knows. */
    public @Nullable Port lookup(int vlan, long mac) {
        int socket = lookup(key(vlan, mac), vswitch.tick());
        return socket == UNKNOWN ? null : vswitch.portAt(socket);
    }

    /** Learns an address that was not known, or not at this port. */
    private synchronized boolean file(long key, PortRules port, int tick) {
        expire(tick);
        long state = slots.stateOf(key);
        int place = AddressSlots.socket(state);
        if (place == port.socket) return true;
        if (AddressSlots.isPinned(state)) return false;
        // Asked under the lock: forget() comes after the port is closed, so nothing of a closed port stays behind.
        if (!port.port.isPlugged() || isFull(port)) return true;
        boolean moved = state != AddressSlots.NOWHERE;
        if (!moved && learned >= limit) evict(port.socket);
        put(key, port.socket, tick);
        tell(key, port.port, moved ? vswitch.portAt(place) : null);
        return true;
    }

    private boolean isFull(PortRules port) {
        int allowed = port.settings.addressLimit();
        return allowed > 0 && held[port.socket] >= allowed;
    }

    private void tell(long key, Port port, @Nullable Port before) {
        if (before == null) {
            learnings++;
            vswitch.events()
                    .publish(() -> new SwitchEvent.AddressLearned(
                            vlan(key), address(key).toString(), port.name()));
        } else {
            moves++;
            vswitch.events()
                    .publish(() -> new SwitchEvent.AddressMoved(
                            vlan(key), address(key).toString(), before.name(), port.name()));
        }
    }

    /** Writes down where a learned address is now. */
    private void put(long key, int socket, int tick) {
        int slot = slotFor(key);
        release(slots.state(slot));
        slots.state(slot, AddressSlots.learned(socket, tick));
        queued[slot] = tick;
        queueAt(socket).add(slot, tick);
        held[socket]++;
        learned++;
    }

    private int slotFor(long key) {
        int slot = slots.find(key);
        if (slot != AddressSlots.ABSENT) return slot;
        if (slots.isFull()) rebuild();
        return slots.claim(key);
    }

    /** An address is no longer what it was. */
    private void release(long state) {
        if (!isLearned(state)) return;
        held[AddressSlots.socket(state)]--;
        learned--;
    }

    private static boolean isLearned(long state) {
        return state != AddressSlots.NOWHERE && !AddressSlots.isPinned(state);
    }

    private void remove(int slot) {
        release(slots.state(slot));
        slots.state(slot, AddressSlots.NOWHERE);
        pinned.remove(slots.key(slot));
    }

    private AgeQueue queueAt(int socket) {
        AgeQueue queue = queues[socket];
        if (queue == null) {
            queue = new AgeQueue(slots);
            queues[socket] = queue;
        }
        return queue;
    }

    /** Leaves behind the slots nobody uses, and makes room to double. */
    private void rebuild() {
        AddressSlots old = slots;
        AddressSlots fresh = new AddressSlots(roomFor(learned + pinned.size()));
        for (int slot = 0; slot < old.slots(); slot++) {
            if (old.state(slot) == AddressSlots.NOWHERE) continue;
            fresh.state(fresh.claim(old.key(slot)), old.state(slot));
        }
        slots = fresh;
        requeue();
    }

    /** Between a third and a sixth is used afterwards: half as many addresses may come again before the next time. */
    private static int roomFor(int addresses) {
        return Math.max(FEWEST_SLOTS, Integer.highestOneBit(3 * addresses) * 2);
    }

    private void requeue() {
        Arrays.fill(queues, null);
        queued = new int[slots.slots()];
        for (int slot = 0; slot < slots.slots(); slot++) {
            long state = slots.state(slot);
            if (!isLearned(state)) continue;
            queued[slot] = AddressSlots.seen(state);
            queueAt(AddressSlots.socket(state)).add(slot, queued[slot]);
        }
    }

    /** Forgets what has not been seen for so long that nobody believes it. */
    private void expire(int tick) {
        if (tick == expiredTick) return;
        expiredTick = tick;
        for (int socket = 0; socket < queues.length; socket++) {
            int oldest = oldest(socket);
            while (oldest != AddressSlots.ABSENT && tick - queued[oldest] >= ageingTicks) {
                remove(oldest);
                purges++;
                oldest = oldest(socket);
            }
        }
    }

    /** From the port that holds most, so that a port that learns without end pushes out its own. */
    private void evict(int learner) {
        int most = learner;
        for (int socket = 0; socket < held.length; socket++) {
            if (held[socket] > held[most]) most = socket;
        }
        int oldest = oldest(most);
        if (oldest == AddressSlots.ABSENT) throw new IllegalStateException("a full table holds nothing");
        long key = slots.key(oldest);
        Port port = vswitch.portAt(most);
        remove(oldest);
        evictions++;
        purges++;
        if (port != null) {
            vswitch.events()
                    .publish(() -> new SwitchEvent.AddressEvicted(
                            vlan(key), address(key).toString(), port.name()));
        }
    }

    /**
     * Slot of the station longest unseen at a port. Being seen does not move a station in its queue, as that would need the
     * lock; it is put in its place when its turn comes.
     */
    private int oldest(int socket) {
        AgeQueue queue = queues[socket];
        while (queue != null && !queue.isEmpty()) {
            int slot = queue.slot();
            long state = slots.state(slot);
            boolean outOfDate = !isLearnedAt(state, socket) || queued[slot] != queue.tick();
            int seen = AddressSlots.seen(state);
            if (!outOfDate && seen == queued[slot]) return slot;
            queue.removeFirst();
            if (outOfDate) continue;
            queued[slot] = seen;
            queue.add(slot, seen);
        }
        return AddressSlots.ABSENT;
    }

    /**
     * Ties adapters' own addresses to their ports, in place of all that were tied so before.
     *
     * @throws IllegalArgumentException if one is tied to another port by an administrator; then nothing has changed
     */
    synchronized void own(Map<Long, Port> wanted) {
        wanted.forEach((key, port) -> {
            if (pinned.get(key) == MacEntry.Kind.STATIC) requireFree(key, port);
        });
        for (Map.Entry<Long, MacEntry.Kind> pin : List.copyOf(pinned.entrySet())) {
            if (pin.getValue() == MacEntry.Kind.OWN && !wanted.containsKey(pin.getKey())) {
                remove(slots.find(pin.getKey()));
            }
        }
        wanted.forEach((key, port) -> pin(key, port, MacEntry.Kind.OWN));
    }

    private static boolean isLearnedAt(long state, int socket) {
        return isLearned(state) && AddressSlots.socket(state) == socket;
    }

    private void pin(long key, Port port, MacEntry.Kind kind) {
        int slot = slotFor(key);
        release(slots.state(slot));
        slots.state(slot, AddressSlots.pinned(port.socket()));
        pinned.put(key, kind);
    }

    private void requireFree(long key, Port port) {
        long state = slots.stateOf(key);
        if (AddressSlots.isPinned(state) && AddressSlots.socket(state) != port.socket()) {
            throw new IllegalArgumentException("%s cannot have %s, the address of %s"
                    .formatted(port, address(key), vswitch.portAt(AddressSlots.socket(state))));
        }
    }

    /**
     * Ties an address to a port until it is deleted: it neither ages nor moves, and survives {@link #flush()}.
     *
     * @throws IllegalArgumentException if it is no station's address, or tied to another port
     */
    public synchronized void pin(int vlan, MacAddress address, Port port) {
        if (address.isGroup() || address.equals(MacAddress.NONE)) {
            throw new IllegalArgumentException(address + " is no single station's address");
        }
        if (vlan != VlanMode.UNTAGGED_DOMAIN) VlanSet.requireVlan(vlan);
        if (!port.isPlugged()) throw new IllegalStateException(port + " is not plugged in");
        long key = key(vlan, address.bits());
        requireFree(key, port);
        if (pinned.get(key) == null) pin(key, port, MacEntry.Kind.STATIC);
    }

    /**
     * Forgets one address, learned or tied by an administrator.
     *
     * @return whether it was there
     * @throws IllegalArgumentException if it is an adapter's own
     */
    public synchronized boolean delete(int vlan, MacAddress address) {
        long key = key(vlan, address.bits());
        if (pinned.get(key) == MacEntry.Kind.OWN) {
            throw new IllegalArgumentException(address + " is the own address of an adapter, it goes with the port");
        }
        if (slots.stateOf(key) == AddressSlots.NOWHERE) return false;
        remove(slots.find(key));
        return true;
    }

    /** Forgets everything about a port. */
    synchronized void forget(Port port) {
        for (int slot = 0; slot < slots.slots(); slot++) {
            if (AddressSlots.socket(slots.state(slot)) == port.socket()) remove(slot);
        }
        queues[port.socket()] = null;
    }

    /** Forgets everything learned. */
    public synchronized void flush() {
        for (int slot = 0; slot < slots.slots(); slot++) {
            if (isLearned(slots.state(slot))) remove(slot);
        }
    }

    /** Forgets everything learned at a port. */
    public synchronized void flush(Port port) {
        for (int slot = 0; slot < slots.slots(); slot++) {
            if (isLearnedAt(slots.state(slot), port.socket())) remove(slot);
        }
    }

    /** The whole table, by VLAN and address. */
    public synchronized List<MacEntry> entries() {
        int tick = vswitch.tick();
        expire(tick);
        List<MacEntry> entries = new ArrayList<>(learned + pinned.size());
        for (int slot = 0; slot < slots.slots(); slot++) {
            int socket = AddressSlots.socket(slots.state(slot));
            Port port = socket < 0 ? null : vswitch.portAt(socket);
            if (port != null) entries.add(entry(slot, port, tick));
        }
        entries.sort(Comparator.comparingInt(MacEntry::vlan).thenComparing(MacEntry::address));
        return entries;
    }

    private MacEntry entry(int slot, Port port, int tick) {
        long key = slots.key(slot);
        MacEntry.Kind kind = pinned.getOrDefault(key, MacEntry.Kind.LEARNED);
        long idle = kind == MacEntry.Kind.LEARNED ? (tick - AddressSlots.seen(slots.state(slot))) * TICK_NANOS : 0;
        return new MacEntry(vlan(key), address(key), port, kind, idle);
    }

    private static int vlan(long key) {
        return (int) (key >>> 48);
    }

    private static MacAddress address(long key) {
        return MacAddress.of(key & ADDRESS_BITS);
    }

    /** How many addresses are learned now. */
    public synchronized int learned() {
        return learned;
    }

    /** How many addresses were learned so far. */
    public synchronized long learnings() {
        return learnings;
    }

    /** How often a station was seen at another port than before. */
    public synchronized long moves() {
        return moves;
    }

    /** How many addresses a full table gave up before their time. */
    public synchronized long evictions() {
        return evictions;
    }

    /** How many addresses were given up, because of their age or for want of room. */
    public synchronized long purges() {
        return purges;
    }
}
