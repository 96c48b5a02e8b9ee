package viridian.vswitch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Comparator;
import viridian.vswitch.frame.MacAddress;

/** An address in a VLAN, and the port it is behind: an entry of the address table. Only the time it was seen changes. */
final class Resident {

    /** Longest unseen first, as far as {@link #filed} tells. */
    static final Comparator<Resident> BY_AGE =
            (a, b) -> a.filed == b.filed ? Long.compare(a.key, b.key) : Long.signum(a.filed - b.filed);

    private static final VarHandle SEEN = seenHandle();

    final long key;
    final Port port;
    final boolean pinned;

    /** The time by which it is queued among its port's. Guarded by the table's lock, unlike the time it was seen. */
    long filed;

    /** Written by several threads without lock, so only through {@link #SEEN}. */
    @SuppressWarnings("unused")
    private long seen;

    Resident(long key, Port port, boolean pinned, long now) {
        this.key = key;
        this.port = port;
        this.pinned = pinned;
        this.filed = now;
        this.seen = now;
    }

    private static VarHandle seenHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Resident.class, "seen", long.class);
        } catch (ReflectiveOperationException absent) {
            throw new ExceptionInInitializerError(absent);
        }
    }

    /** VLAN above the 48 bits of the address. */
    static long key(int vlan, long mac) {
        return ((long) vlan << 48) | mac;
    }

    long seen() {
        return (long) SEEN.getOpaque(this);
    }

    void see(long now) {
        SEEN.setOpaque(this, now);
    }

    MacEntry shown(long now) {
        MacAddress address = MacAddress.of(key & 0xFFFF_FFFF_FFFFL);
        return new MacEntry((int) (key >>> 48), address, port, pinned, pinned ? 0 : now - seen());
    }
}
