package viridian.partitions.hypercall;

import java.lang.foreign.MemorySegment;

/** Where messages posted to a connection arrive. */
@FunctionalInterface
public interface MessagePort {

    /**
     * Takes a message; runs on the sender's processor, so it keeps the bytes and returns.
     *
     * @param payload lent; the payload's bytes begin at {@code at}
     * @param length 0 to 240 bytes
     */
    HypercallStatus post(int type, MemorySegment payload, long at, int length);
}
