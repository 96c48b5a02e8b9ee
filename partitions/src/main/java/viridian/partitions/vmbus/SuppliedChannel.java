package viridian.partitions.vmbus;

import org.jspecify.annotations.Nullable;
import viridian.partitions.DirectMemory;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;

/**
 * What a channel without a bus is made of: somebody else has agreed with the guest on rings, signals and shared memory.
 * See {@link VmbusChannel#supplied}.
 */
public interface SuppliedChannel {

    /** The memory that rings and buffers are in. */
    GuestMemory memory();

    /** What the page numbers in the guest's packets are of; asking it may take as long as the guest takes to say. */
    default DirectMemory direct() {
        return memory();
    }

    /** The ring the guest writes, its control page first. */
    GuestPages ringToHost();

    /** The ring the guest reads, its control page first. */
    GuestPages ringToGuest();

    /** Wakes the guest; any thread. */
    void signal();

    /** The memory behind a handle the guest sends, null if there is none. */
    @Nullable
    GuestPages gpadl(int handle);

    /** How many of so many further channels the guest can be offered. */
    default int subchannelsToOffer(int count) {
        return 0;
    }

    /** Offers the guest further channels; returns how many it could be offered. */
    int offerSubchannels(int count);

    /** Has {@link VmbusChannel#signalled} called once more, later; whoever polls does that anyway. */
    default void comeBack() {}
}
