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

    private static final int SOCKET = 0xFFFF;
    private static final int FEWEST_SLOTS = 64;
    private static final long ADDRESS_BITS = 0xFFFF_FFFF_FFFFL;

    private final VirtualSwitch vswitch;
    private volatile int ageingTicks;
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
        this.ageingTicks = tick(settings.ageingNanos());
        this.limit = settings.tableLimit();
    }

    /** VLAN above the 48 bits of the address. */
    static long key(int vlan, long mac) {
        return ((long) vlan << 48) | mac;
    }

    static int tick(long nanos) {
        return (int) (nanos / TICK_NANOS);
    }

    /** Other limits hold from now on; a table that holds too much gives up those longest unseen. */
    synchronized void change(SwitchSettings settings, int tick) {
        ageingTicks = tick(settings.ageingNanos());
        limit = settings.tableLimit();
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
        int place = slot == AddressSlots.ABSENT ? AddressSlots.NOWHERE : table.place(slot);
        if ((place & SOCKET) == port.socket + 1) {
            // Written only when it changes, so that the cache line of a busy station stays clean.
            if (place >= 0 && table.seen(slot) != tick) table.see(slot, tick);
            return true;
        }
        return place >= 0 && file(key, port, tick);
    }

    /** Whether a frame from this address may come in by this port: it is not pinned to another. */
    boolean mayBeAt(long key, PortRules port) {
        AddressSlots table = slots;
        int slot = table.find(key);
        int place = slot == AddressSlots.ABSENT ? AddressSlots.NOWHERE : table.place(slot);
        return place >= 0 || (place & SOCKET) == port.socket + 1;
    }

    /** Socket of the port where frames to this address go, or {@link #UNKNOWN}. */
    int lookup(long key, int tick) {
        AddressSlots table = slots;
        int slot = table.find(key);
        if (slot == AddressSlots.ABSENT) return UNKNOWN;
        int place = table.place(slot);
        if (place > 0 && tick - table.seen(slot) >= ageingTicks) return UNKNOWN;
        return (place & SOCKET) - 1;
    }

    /** See {@link AddressSlots#touch}. */
    long touch(long key) {
        return slots.touch(key);
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
        int place = placeOf(key);
        if (place < 0) return (place & SOCKET) == port.socket + 1;
        if ((place & SOCKET) == port.socket + 1) return true;
        // Asked under the lock: forget() comes after the port is closed, so nothing of a closed port stays behind.
        if (!port.port.isPlugged() || isFull(port)) return true;
        boolean moved = place != AddressSlots.NOWHERE;
        if (!moved && learned >= limit) evict(port.socket);
        put(key, port.socket, tick);
        tell(key, port.port, moved ? vswitch.portAt((place & SOCKET) - 1) : null);
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

    private int placeOf(long key) {
        int slot = slots.find(key);
        return slot == AddressSlots.ABSENT ? AddressSlots.NOWHERE : slots.place(slot);
    }

    /** Writes down where a learned address is now. */
    private void put(long key, int socket, int tick) {
        int slot = slotFor(key);
        release(slots.place(slot));
        slots.see(slot, tick);
        slots.place(slot, socket + 1);
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

    /** An address is no longer learned at this place. */
    private void release(int place) {
        if (place <= 0) return;
        held[(place & SOCKET) - 1]--;
        learned--;
    }

    private void remove(int slot) {
        release(slots.place(slot));
        slots.place(slot, AddressSlots.NOWHERE);
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
            if (old.key(slot) == 0 || old.place(slot) == AddressSlots.NOWHERE) continue;
            int moved = fresh.claim(old.key(slot));
            fresh.see(moved, old.seen(slot));
            fresh.place(moved, old.place(slot));
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
            int place = slots.place(slot);
            if (place <= 0) continue;
            queued[slot] = slots.seen(slot);
            queueAt((place & SOCKET) - 1).add(slot, queued[slot]);
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
            boolean outOfDate = slots.place(slot) != socket + 1 || queued[slot] != queue.tick();
            int seen = slots.seen(slot);
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

    private boolean isAt(long key, Port port) {
        return (placeOf(key) & SOCKET) == port.socket() + 1;
    }

    private void pin(long key, Port port, MacEntry.Kind kind) {
        int slot = slotFor(key);
        release(slots.place(slot));
        slots.place(slot, AddressSlots.PINNED | (port.socket() + 1));
        pinned.put(key, kind);
    }

    private void requireFree(long key, Port port) {
        int place = placeOf(key);
        if (place < 0 && !isAt(key, port)) {
            throw new IllegalArgumentException("%s cannot have %s, the address of %s"
                    .formatted(port, address(key), vswitch.portAt((place & SOCKET) - 1)));
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
        if (placeOf(key) == AddressSlots.NOWHERE) return false;
        remove(slots.find(key));
        return true;
    }

    /** Forgets everything about a port. */
    synchronized void forget(Port port) {
        for (int slot = 0; slot < slots.slots(); slot++) {
            if ((slots.place(slot) & SOCKET) == port.socket() + 1) remove(slot);
        }
        queues[port.socket()] = null;
    }

    /** Forgets everything learned. */
    public synchronized void flush() {
        for (int slot = 0; slot < slots.slots(); slot++) {
            if (slots.place(slot) > 0) remove(slot);
        }
    }

    /** Forgets everything learned at a port. */
    public synchronized void flush(Port port) {
        for (int slot = 0; slot < slots.slots(); slot++) {
            if (slots.place(slot) == port.socket() + 1) remove(slot);
        }
    }

    /** The whole table, by VLAN and address. */
    public synchronized List<MacEntry> entries() {
        int tick = vswitch.tick();
        expire(tick);
        List<MacEntry> entries = new ArrayList<>(learned + pinned.size());
        for (int slot = 0; slot < slots.slots(); slot++) {
            Port port =
                    slots.place(slot) == AddressSlots.NOWHERE ? null : vswitch.portAt((slots.place(slot) & SOCKET) - 1);
            if (port != null) entries.add(entry(slot, port, tick));
        }
        entries.sort(Comparator.comparingInt(MacEntry::vlan).thenComparing(MacEntry::address));
        return entries;
    }

    private MacEntry entry(int slot, Port port, int tick) {
        long key = slots.key(slot);
        MacEntry.Kind kind = pinned.getOrDefault(key, MacEntry.Kind.LEARNED);
        long idle = kind == MacEntry.Kind.LEARNED ? (tick - slots.seen(slot)) * TICK_NANOS : 0;
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
