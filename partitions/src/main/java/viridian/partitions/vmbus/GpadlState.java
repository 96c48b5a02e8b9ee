package viridian.partitions.vmbus;

/** Where shared memory is in its life, as the parent's end of the bus sees it. */
enum GpadlState {
    /** Words are still arriving. */
    IN_PROGRESS,
    /** Complete; the device has not answered whether it takes it. */
    OFFERED,
    /** The guest knows that it is shared. */
    ACCEPTED,
    /** The guest has gone before the device answered. */
    OFFERED_TEARING_DOWN,
    /** The guest wants it back; the device still uses it. */
    TEARING_DOWN
}
