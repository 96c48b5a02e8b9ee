package viridian.offload.stack;

import java.util.function.Consumer;

/** An echo request on its way; {@code sentAt} and {@code deadline} are the host's nanoseconds. */
record PendingPing(
        int to,
        Route route,
        int identifier,
        int sequence,
        int size,
        long sentAt,
        long deadline,
        Consumer<PingOutcome> done) {

    boolean isAbout(int address, int identifier, int sequence) {
        return to == address && this.identifier == identifier && this.sequence == sequence;
    }
}
