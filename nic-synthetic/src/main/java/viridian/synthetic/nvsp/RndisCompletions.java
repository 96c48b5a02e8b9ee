package viridian.synthetic.nvsp;

import java.lang.foreign.MemorySegment;
import viridian.partitions.vmbus.VmbusChannel;

/**
 * The completions of RNDIS packets one half owes the other: sent at once if there is room in the ring, otherwise kept in
 * order until there is.
 *
 * <p>Guarded by its owner.
 */
public final class RndisCompletions {

    private final VmbusChannel channel;
    private final MemorySegment message = MemorySegment.ofArray(new byte[NvspRndis.COMPLETE_BYTES]);
    private final long[] ids;
    private final int[] statuses;
    private int waiting;

    /** Room for so many that wait. */
    public RndisCompletions(VmbusChannel channel, int limit) {
        this.channel = channel;
        ids = new long[limit];
        statuses = new int[limit];
    }

    /** Sends a completion now or later; false if more wait already than may. */
    public boolean send(long id, int status) {
        if (waiting == 0 && write(id, status)) return true;
        if (waiting == ids.length) return false;
        ids[waiting] = id;
        statuses[waiting++] = status;
        return true;
    }

    /** Writes what waits as far as there is room; whether nothing waits any more. */
    public boolean drain() {
        int done = 0;
        while (done < waiting && write(ids[done], statuses[done])) done++;
        waiting -= done;
        if (waiting == 0) return true;
        System.arraycopy(ids, done, ids, 0, waiting);
        System.arraycopy(statuses, done, statuses, 0, waiting);
        return false;
    }

    /** Those that wait, each its id and its status: for who saves them. */
    public long[] save() {
        long[] saved = new long[2 * waiting];
        for (int i = 0; i < waiting; i++) {
            saved[2 * i] = ids[i];
            saved[2 * i + 1] = statuses[i];
        }
        return saved;
    }

    /** Whether any wait for room. */
    public boolean areWaiting() {
        return waiting > 0;
    }

    private boolean write(long id, int status) {
        NvspRndis.writeComplete(message, 0, status);
        return channel.complete(id, message, 0, NvspRndis.COMPLETE_BYTES);
    }
}
