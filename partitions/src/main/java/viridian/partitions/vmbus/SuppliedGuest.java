package viridian.partitions.vmbus;

import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;

/**
 * The guest's side of a channel without a bus: its rings are there already, and so are the names of the memory it shares.
 * See {@link VmbusChannel#suppliedToGuest}.
 */
public interface SuppliedGuest {

    /** The guest's own memory. */
    GuestMemory memory();

    /** The ring the guest writes, its control page first. */
    GuestPages ringToHost();

    /** The ring the guest reads, its control page first. */
    GuestPages ringToGuest();

    /** Wakes the host; any thread. */
    void signal();

    /** The handle by which the host knows some memory; an {@link IllegalArgumentException} if it knows it by none. */
    int gpadl(long gpa, long length);

    /** Has {@link VmbusChannel#signalled} called once more, later; whoever polls does that anyway. */
    default void comeBack() {}
}
