package viridian.partitions.vmbus;

import java.util.List;
import java.util.function.IntConsumer;
import viridian.partitions.DirectMemory;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;

/** What a channel needs from the bus it hangs on; each end can do some of it. */
interface ChannelEnd {

    /** The memory of the guest, whichever end this is. */
    GuestMemory memory();

    /** What the page numbers in the guest's packets are of. */
    default DirectMemory direct() {
        return memory();
    }

    /** Whether this is the host's end. */
    boolean isHost();

    /** Wakes the other end; any thread. */
    void signalPeer();

    /** Has this end's signal handler run once more, later. */
    void comeBack();

    /** Ends the channel from this side. */
    void close();

    default GuestPages gpadl(int handle) {
        throw new IllegalStateException("only the host looks behind a GPADL");
    }

    default List<GuestPages> gpadlRanges(int handle) {
        return List.of(gpadl(handle));
    }

    default void releaseGpadl(int handle) {
        throw new IllegalStateException("only the host releases a GPADL");
    }

    default int subchannelsToOffer(int count) {
        throw new IllegalStateException("only the host offers channels");
    }

    default int offerSubchannels(int count) {
        throw new IllegalStateException("only the host offers channels");
    }

    default void open(int ringBytes, int targetProcessor, IntConsumer opened) {
        throw new IllegalStateException("only the guest opens a channel");
    }

    default int establishGpadl(long gpa, long length, IntConsumer created) {
        throw new IllegalStateException("only the guest establishes a GPADL");
    }

    default void tearDownGpadl(int handle, Runnable tornDown) {
        throw new IllegalStateException("only the guest tears a GPADL down");
    }
}
