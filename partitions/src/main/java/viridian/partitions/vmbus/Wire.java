package viridian.partitions.vmbus;

/** Numbers both ends of the bus have to know beforehand (Linux include/linux/hyperv.h and drivers/hv/hyperv_vmbus.h). */
final class Wire {

    /** The type of every message between the ends. */
    static final int MESSAGE_TYPE = 1;

    /** The interrupt source of the bus. */
    static final int INTERRUPT_SOURCE = 2;

    /** Connection for messages before version 5.0. */
    static final int MESSAGE_CONNECTION = 1;
    /** Connection for signals of version 0.13, for all channels. */
    static final int SHARED_EVENT_CONNECTION = 2;
    /** Connection for the first message since version 5.0, and here for the others too. */
    static final int MESSAGE_CONNECTION_5 = 4;

    /** Channels a guest can have: their event flags, flag 0 excepted, which is shared. */
    static final int CHANNELS = 2048;

    /** How many of them a guest can have that counts its channels in a byte: before version 2.4. */
    static final int CHANNELS_BEFORE_2_4 = 256;

    /** A target processor: no signals are wanted. */
    static final int NO_PROCESSOR = -1;

    /** Pages in one GPADL, as many as its 16-bit length allows. */
    static final int MAX_GPADL_PAGES = 8190;

    private Wire() {}
}
