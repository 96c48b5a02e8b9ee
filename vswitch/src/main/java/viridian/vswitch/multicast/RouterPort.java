package viridian.vswitch.multicast;

/** Whether a multicast router is believed to be behind a port. */
public enum RouterPort {
    /** When one is heard there: its queries, its PIM hellos, its advertisements. */
    LEARNED,

    /** At all times, heard or not. */
    ALWAYS,

    /** Never: what only a router sends is dropped there, and nobody behind the port becomes the network's querier. */
    NEVER
}
