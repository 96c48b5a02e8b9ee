package viridian.partitions.vmbus;

/** Where shared memory is in its life, as the parent's end of the bus sees it. */
enum GpadlState {
    /** Words are still arriving. */
    IN_PROGRESS(0),
    /** Complete; the device has not answered whether it takes it. */
    OFFERED(1),
    /** The guest knows that it is shared. */
    ACCEPTED(2),
    /** The guest has gone before the device answered. */
    OFFERED_TEARING_DOWN(3),
    /** The guest wants it back; the device still uses it. */
    TEARING_DOWN(4);

    /** The number by which saved states name it; never another one. */
    private final int number;

    GpadlState(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
