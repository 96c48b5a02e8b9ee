package viridian.synthetic.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import viridian.partitions.GuestAllocator;
import viridian.partitions.vmbus.VmbusChannel;

/** The memory a driver has taken from its guest for one adapter, until it is given back. */
final class SharedMemory {

    private final GuestAllocator allocator;
    private static final long UNANSWERED = Long.MIN_VALUE;

    private final List<Stretch> stretches = new ArrayList<>();
    private final List<Integer> gpadls = new ArrayList<>();

    private record Stretch(long gpa, long bytes) {}

    SharedMemory(GuestAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes memory; returns its address, page aligned. */
    long take(long bytes) {
        long gpa = allocator.allocate(bytes);
        stretches.add(new Stretch(gpa, bytes));
        return gpa;
    }

    /**
     * Lets the host reach memory through a handle.
     *
     * @param shared is given the handle, or 0 if the host refuses
     */
    void share(VmbusChannel channel, long gpa, long bytes, IntConsumer shared) {
        int[] handle = new int[1];
        long[] early = {UNANSWERED};
        handle[0] = channel.establishGpadl(gpa, bytes, status -> {
            if (handle[0] == 0) early[0] = status;
            else answered(handle[0], status, shared);
        });
        // A channel without a bus answers before it has said by which handle.
        if (early[0] != UNANSWERED) answered(handle[0], (int) early[0], shared);
    }

    private void answered(int gpadl, int status, IntConsumer shared) {
        if (status == 0) gpadls.add(gpadl);
        shared.accept(status == 0 ? gpadl : 0);
    }

    /** Has the host let go of everything, then gives it back to the guest, then does {@code then}. */
    void giveBack(VmbusChannel channel, Runnable then) {
        int[] outstanding = {gpadls.size() + 1};
        Runnable oneLess = () -> {
            if (--outstanding[0] > 0) return;
            free();
            then.run();
        };
        for (int gpadl : List.copyOf(gpadls)) channel.tearDownGpadl(gpadl, oneLess);
        gpadls.clear();
        oneLess.run();
    }

    /** Gives everything back to the guest: there is no host any more that could reach it. */
    void free() {
        for (Stretch stretch : stretches) allocator.free(stretch.gpa, stretch.bytes);
        stretches.clear();
        gpadls.clear();
    }
}
