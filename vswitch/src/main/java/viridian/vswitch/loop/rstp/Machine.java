package viridian.vswitch.loop.rstp;

/**
 * One of the protocol's state machines. A bridge lets its machines move in turn until none can (IEEE 802.1D-2004 section
 * 17.16).
 */
interface Machine {

    /** Makes one transition if the condition of one holds now. Whether it did. */
    boolean step();
}
