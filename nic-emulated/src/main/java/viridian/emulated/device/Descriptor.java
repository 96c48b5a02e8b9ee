package viridian.emulated.device;

/**
 * The words of a transmit or receive descriptor: where they are and the bits that mean something here (21140A Hardware
 * Reference Manual, sections 4.2.1 and 4.2.2).
 *
 * <p>Four little-endian words of 32 bits, aligned to four bytes: status, control, address of the first buffer, address
 * of the second buffer or of the next descriptor.
 */
public final class Descriptor {

    public static final int BYTES = 16;

    public static final int STATUS = 0;
    public static final int CONTROL = 4;
    public static final int BUFFER_1 = 8;
    public static final int BUFFER_2 = 12;

    /** Status: the adapter's turn; otherwise the driver's. */
    public static final int OWN = 1 << 31;

    /** Status, transmit and receive: one of the error bits is set. */
    public static final int ERROR_SUMMARY = 1 << 15;

    /** Transmit status: the frame did not end within 2048 bytes (TO). */
    public static final int JABBER = 1 << 14;

    /** Transmit status: the carrier went away while the frame was sent (LO). */
    public static final int LOSS_OF_CARRIER = 1 << 11;

    /** Transmit status: there was no carrier while the frame was sent (NC). */
    public static final int NO_CARRIER = 1 << 10;

    /** Transmit status: sixteen collisions (EC). */
    public static final int COLLISIONS = 1 << 8;

    /** Transmit status: the symbol port had no link before the frame (LF); no error for the summary. */
    public static final int LINK_FAIL = 1 << 2;

    /** Transmit status: the rest of the frame was not there in time (UF). */
    public static final int UNDERFLOW = 1 << 1;

    /** Transmit status of a setup frame that is done. */
    public static final int SETUP_DONE = 0x7FFF_FFFF;

    /** Receive status: heard only because everybody is heard (FF). */
    public static final int FILTERING_FAIL = 1 << 30;

    /** Receive status: bytes of the frame with its check sequence, bits 29:16 (FL). */
    public static final int LENGTH_SHIFT = 16;

    /** Receive status: the descriptors ended before the frame, and its rest is lost (DE). */
    public static final int DESCRIPTOR_ERROR = 1 << 14;

    /** Receive status: the wire, or the kind of loopback, bits 13:12 (DT). */
    public static final int ORIGIN_SHIFT = 12;

    /** Receive status: shorter than 64 bytes with check sequence (RF). */
    public static final int RUNT = 1 << 11;

    /** Receive status: to a group (MF). */
    public static final int MULTICAST = 1 << 10;

    /** Receive status: the frame begins here (FS). */
    public static final int RECEIVED_FIRST = 1 << 9;

    /** Receive status: the frame ends here, and status and length hold (LS). */
    public static final int RECEIVED_LAST = 1 << 8;

    /** Receive status: above 1518 bytes with check sequence; not cut (TL). */
    public static final int TOO_LONG = 1 << 7;

    /** Receive status: the length field is a type, Ethernet II (FT). */
    public static final int HAS_TYPE = 1 << 5;

    /** Receive status: the check sequence is wrong (CE). */
    public static final int DAMAGED = 1 << 1;

    /** Control: the next descriptor is where the list begins (TER, RER). */
    public static final int END_OF_RING = 1 << 25;

    /** Control: the fourth word is the next descriptor's address (TCH, RCH). */
    public static final int CHAINED = 1 << 24;

    /** Control: bytes of the first buffer in bits 10:0, of the second in 21:11. */
    public static final int SIZE_MASK = 0x7FF;

    public static final int SIZE_2_SHIFT = 11;

    /** Transmit control: interrupt when done (IC). */
    public static final int INTERRUPT = 1 << 31;

    /** Transmit control: the frame ends here (LS). */
    public static final int LAST = 1 << 30;

    /** Transmit control: the frame begins here (FS). */
    public static final int FIRST = 1 << 29;

    /** Transmit control of a setup frame: with {@link #FILTER_TYPE_0} the kind of filter (FT1, FT0). */
    public static final int FILTER_TYPE_1 = 1 << 28;

    public static final int FILTER_TYPE_0 = 1 << 22;

    /** Transmit control: no frame but a setup frame (SET). */
    public static final int SETUP = 1 << 27;

    /** Transmit control: the check sequence is in the buffer already (AC). */
    public static final int NO_CHECK_SEQUENCE = 1 << 26;

    /** Transmit control: do not lengthen a short frame (DPD). */
    public static final int NO_PADDING = 1 << 23;

    private Descriptor() {}
}
