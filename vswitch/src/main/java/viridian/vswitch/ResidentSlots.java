package viridian.vswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Finds a station by its key: open addressing with linear probing. Any thread may search at any time, without a lock;
 * changes are made by one thread at a time. A search that meets a change finds what was true a moment before or after.
 */
final class ResidentSlots {

    private static final int FEWEST = 64;

    /** Stands where a station was, so that the search for those behind it does not end there. No station has its key. */
    @SuppressWarnings("NullAway") // nobody asks for the port of what nobody finds
    private static final Resident GRAVE = new Resident(-1, null, false, 0);

    /** Length a power of two; some slot is always empty, so that every search ends. */
    private volatile AtomicReferenceArray<@Nullable Resident> slots = new AtomicReferenceArray<>(FEWEST);

    private int residents;

    /** Slots that are not empty: residents and graves. */
    private int used;

    @Nullable
    Resident find(long key) {
        AtomicReferenceArray<@Nullable Resident> table = slots;
        for (int at = home(key, table); ; at = next(at, table)) {
            Resident resident = table.get(at);
            if (resident == null || resident.key == key) return resident;
        }
    }

    /** Addresses of one maker differ in their low bits only: multiplied by the golden ratio they spread. */
    private static int home(long key, AtomicReferenceArray<@Nullable Resident> table) {
        return (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> 32) & (table.length() - 1);
    }

    private static int next(int at, AtomicReferenceArray<@Nullable Resident> table) {
        return (at + 1) & (table.length() - 1);
    }

    /** Adds a station whose key is not there. */
    void add(Resident resident) {
        if (4 * (used + 1) > 3 * slots.length()) rebuild();
        if (place(resident, slots)) used++;
        residents++;
    }

    /** Puts a station in the first free slot; true if that was empty, false if it was a grave. */
    private boolean place(Resident resident, AtomicReferenceArray<@Nullable Resident> table) {
        int at = home(resident.key, table);
        while (table.get(at) != null && table.get(at) != GRAVE) at = next(at, table);
        boolean empty = table.get(at) == null;
        table.set(at, resident);
        return empty;
    }

    /** Puts a station in the place of one with the same key: a search finds the one or the other, never nothing. */
    void replace(Resident known, Resident resident) {
        slots.set(slotOf(known), resident);
    }

    /** Takes out a station that is there. */
    void remove(Resident resident) {
        slots.set(slotOf(resident), GRAVE);
        residents--;
    }

    private int slotOf(Resident resident) {
        AtomicReferenceArray<@Nullable Resident> table = slots;
        int at = home(resident.key, table);
        while (table.get(at) != resident) at = next(at, table);
        return at;
    }

    /** Leaves the graves behind and makes room to double. */
    private void rebuild() {
        int length = Math.max(FEWEST, Integer.highestOneBit(residents + 1) * 4);
        AtomicReferenceArray<@Nullable Resident> fresh = new AtomicReferenceArray<>(length);
        for (Resident resident : all()) place(resident, fresh);
        used = residents;
        slots = fresh;
    }

    /** Every station, in no order; for whoever makes the changes. */
    List<Resident> all() {
        List<Resident> found = new ArrayList<>(residents);
        for (int at = 0; at < slots.length(); at++) {
            Resident resident = slots.get(at);
            if (resident != null && resident != GRAVE) found.add(resident);
        }
        return found;
    }
}
