package viridian.lab.topology;

/** How far a virtual network reaches. */
public sealed interface Reach {

    /** To the wire of one physical adapter. */
    record External(String nic) implements Reach {}

    /** To the parent partition and the children, and to no wire. */
    record Internal() implements Reach {}

    /** To child partitions only. */
    record Private() implements Reach {}
}
