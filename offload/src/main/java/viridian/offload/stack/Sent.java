package viridian.offload.stack;

/** What became of a packet that was to be sent; the losses among these are counted where they happen. */
enum Sent {
    /** The adapter has it. */
    LEFT,
    /** It waits for the neighbour's address. */
    WAITS,
    /** It is longer than the link carries and must not be fragmented. */
    TOO_LONG,
    /** The adapter or the neighbour's queue is full. */
    NO_ROOM;

    boolean isUnderWay() {
        return this == LEFT || this == WAITS;
    }
}
