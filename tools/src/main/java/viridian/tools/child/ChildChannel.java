package viridian.tools.child;

import org.jspecify.annotations.Nullable;
import viridian.partitions.DirectMemory;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.SuppliedChannel;

/** One channel of a child outside. */
record ChildChannel(
        ChildMemory memories,
        GuestPages ringToHost,
        GuestPages ringToGuest,
        @Nullable Subchannels subchannels) implements SuppliedChannel {

    @Override
    public GuestMemory memory() {
        return ringToHost.memory();
    }

    @Override
    public DirectMemory direct() {
        return memories.direct();
    }

    /** The child polls: there is nothing it could be woken by. */
    @Override
    public void signal() {}

    @Override
    public @Nullable GuestPages gpadl(int handle) {
        return memories.gpadl(handle);
    }

    @Override
    public int offerSubchannels(int count) {
        return subchannels == null ? 0 : subchannels.offer(count);
    }
}
