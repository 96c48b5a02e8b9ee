package viridian.partitions;

/** How far a guest has come, and so what it sees of the hypervisor and of the bus. */
public enum GuestStage {
    /** Firmware: knows emulated devices only, whatever system it is about to load. */
    FIRMWARE,
    /** A system that does not know it is a guest. */
    UNENLIGHTENED,
    /** A system that speaks with the hypervisor, by itself or by integration components. */
    ENLIGHTENED
}
