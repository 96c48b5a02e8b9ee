package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;

/** Somebody who looks on while the ends of a bus talk about channels. See {@link Vmbus#watchMessages}. */
@FunctionalInterface
public interface MessageWatcher {

    /**
     * A message was posted to the guest, or taken from it.
     *
     * @param nanos when, on the watcher's own clock
     * @param message lent: its bytes from 0 on
     * @param length in bytes
     */
    void message(ChannelWatcher.Direction direction, long nanos, MemorySegment message, int length);
}
