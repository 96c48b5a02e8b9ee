package viridian.emulated.device;

/**
 * The control and status registers of the 21140A: numbers and the bits that mean something here (21140A Hardware
 * Reference Manual, section 3.2).
 *
 * <p>Sixteen registers of 32 bits, one every eight bytes, the same through either base address register.
 */
public final class Csr {

    /** Bytes the registers take in I/O or memory space. */
    public static final int WINDOW_BYTES = 128;

    public static final int BUS_MODE = 0;
    public static final int TRANSMIT_POLL = 1;
    public static final int RECEIVE_POLL = 2;
    public static final int RECEIVE_LIST = 3;
    public static final int TRANSMIT_LIST = 4;
    public static final int STATUS = 5;
    public static final int OPERATION_MODE = 6;
    public static final int INTERRUPT_ENABLE = 7;
    public static final int MISSED_FRAMES = 8;
    public static final int SERIAL_ROM = 9;
    public static final int BOOT_ROM_ADDRESS = 10;
    public static final int TIMER = 11;
    public static final int GENERAL_PURPOSE = 12;
    public static final int WATCHDOG = 15;

    /** CSR0: forgets everything but the PCI configuration and which port is in use ({@link #FAST_PORT}). */
    public static final int SOFTWARE_RESET = 1;

    /** CSR0: buffers are big-endian (BLE). */
    public static final int BIG_ENDIAN_BUFFERS = 1 << 7;

    /** CSR0: how often a suspended transmit process looks by itself (TAP), bits 19:17. */
    public static final int AUTOMATIC_POLL_SHIFT = 17;

    /** CSR0: descriptors are big-endian (DBO). */
    public static final int BIG_ENDIAN_DESCRIPTORS = 1 << 20;

    /** CSR5 and CSR7: a frame whose descriptor asked for it is sent (TI). */
    public static final int TRANSMITTED = 1;

    /** CSR5 and CSR7: the transmit process stopped (TPS). */
    public static final int TRANSMIT_STOPPED = 1 << 1;

    /** CSR5 and CSR7: no more to send (TU). */
    public static final int TRANSMIT_EMPTY = 1 << 2;

    /** CSR5 and CSR7: the frame did not end, and the transmit process stopped (TJT). */
    public static final int TRANSMIT_JABBER = 1 << 3;

    /** CSR5 and CSR7: the rest of a frame was not there when it was due (UNF), which counts as sent (TI), too. */
    public static final int TRANSMIT_UNDERFLOW = 1 << 5;

    /** CSR5 and CSR7: a frame is in memory (RI). */
    public static final int RECEIVED = 1 << 6;

    /** CSR5 and CSR7: a frame found no descriptor (RU). */
    public static final int RECEIVE_FULL = 1 << 7;

    /** CSR5 and CSR7: the receive process stopped (RPS). */
    public static final int RECEIVE_STOPPED = 1 << 8;

    /** CSR5 and CSR7: a frame above 2048 bytes arrived (RWT). */
    public static final int RECEIVE_WATCHDOG = 1 << 9;

    /** CSR5 and CSR7: all of a frame has left the guest's memory (ETI); a frame that is sent takes it back. */
    public static final int EARLY_TRANSMIT = 1 << 10;

    /** CSR5 and CSR7: the timer of CSR11 ran out (GTE). */
    public static final int TIMER_EXPIRED = 1 << 11;

    /** CSR5 and CSR7: an address led to no memory, and the adapter leaves the bus until it is reset (FBE). */
    public static final int FATAL_BUS_ERROR = 1 << 13;

    /** CSR5 and CSR7: the first buffer of a frame is filled (ERI); a frame that is stored takes it back. */
    public static final int EARLY_RECEIVE = 1 << 14;

    /** CSR5: an enabled abnormal cause is pending (AIS); CSR7: those may interrupt (AIE). */
    public static final int ABNORMAL = 1 << 15;

    /** CSR5: an enabled normal cause is pending (NIS); CSR7: those may interrupt (NIE). */
    public static final int NORMAL = 1 << 16;

    /** CSR5 and CSR7: the causes of the normal group. The timer is in both: drivers enable it with either. */
    public static final int NORMAL_CAUSES = TRANSMITTED | TRANSMIT_EMPTY | RECEIVED | EARLY_RECEIVE | TIMER_EXPIRED;

    /** CSR5 and CSR7: the causes of the abnormal group. */
    public static final int ABNORMAL_CAUSES = TRANSMIT_STOPPED
            | TRANSMIT_JABBER
            | TRANSMIT_UNDERFLOW
            | RECEIVE_FULL
            | RECEIVE_STOPPED
            | RECEIVE_WATCHDOG
            | EARLY_TRANSMIT
            | TIMER_EXPIRED
            | FATAL_BUS_ERROR;

    /** CSR5: three bits of receive state, then three of transmit state; both 0 when stopped. */
    public static final int PROCESS_STATES = 0x3F << 17;

    /** CSR6: the last setup frame brought a hash table (HP, read only). */
    public static final int HASH_FILTER = 1;

    /** CSR6: receive (SR). */
    public static final int START_RECEIVE = 1 << 1;

    /** CSR6: the hash table holds for single stations too (HO, read only). */
    public static final int HASH_ONLY = 1 << 2;

    /** CSR6: hear damaged frames too (PB). */
    public static final int PASS_BAD = 1 << 3;

    /** CSR6: the table lists who is not heard (IF, read only). */
    public static final int INVERSE_FILTER = 1 << 4;

    /** CSR6: hear everybody (PR). */
    public static final int PROMISCUOUS = 1 << 6;

    /** CSR6: hear every group (PM). */
    public static final int ALL_MULTICAST = 1 << 7;

    /** CSR6: sends and hears at the same time, and looks for no carrier (FD). */
    public static final int FULL_DUPLEX = 1 << 9;

    /** CSR6: 0 the wire, 1 internal and 2 external loopback (OM), bits 11:10. */
    public static final int LOOPBACK_SHIFT = 10;

    /** CSR6: in internal loopback, every frame collides (FC). */
    public static final int FORCE_COLLISIONS = 1 << 12;

    /** CSR6: transmit (ST). */
    public static final int START_TRANSMIT = 1 << 13;

    /** CSR6: bytes of a frame that are there before it begins (TR), bits 15:14. */
    public static final int THRESHOLD_SHIFT = 14;

    /** CSR6: the port for transceivers, not the serial one of 10 Mb/s (PS). */
    public static final int FAST_PORT = 1 << 18;

    /** CSR6: a frame begins only when all of it is there (SF). */
    public static final int STORE_AND_FORWARD = 1 << 21;

    /** CSR6: thresholds, and time, of 10 Mb/s (TTM). */
    public static final int SLOW_THRESHOLDS = 1 << 22;

    /** CSR6: the port for transceivers speaks in symbols, and watches the link itself (PCS). */
    public static final int SYMBOLS = 1 << 23;

    /** CSR6: must be one (MBO). */
    public static final int MUST_BE_ONE = 1 << 25;

    /** CSR6: receive all, and say which passed the filter (RA). */
    public static final int RECEIVE_ALL = 1 << 30;

    /** CSR9: the serial ROM's chip select, clock, data in and data out. */
    public static final int ROM_SELECT = 1;

    public static final int ROM_CLOCK = 1 << 1;
    public static final int ROM_DATA_IN = 1 << 2;
    public static final int ROM_DATA_OUT = 1 << 3;

    /** CSR9: the pins above lead to the serial ROM (SR), or bits 7:0 to the boot ROM (BR); it is read (RD). */
    public static final int ROM_SERIAL = 1 << 11;

    public static final int ROM_BOOT = 1 << 12;
    public static final int ROM_READ = 1 << 14;

    /** CSR9: the transceiver's management clock (MDC), data to it (MDO), who drives (MII), data from it (MDI). */
    public static final int MII_CLOCK = 1 << 16;

    public static final int MII_DATA_OUT = 1 << 17;
    public static final int MII_READ = 1 << 18;
    public static final int MII_DATA_IN = 1 << 19;

    /** CSR11: begin again when it has run out (CON). */
    public static final int TIMER_CONTINUOUS = 1 << 16;

    /** CSR12: bits 7:0 say which pins are outputs; without it they are the outputs' levels (GPC). */
    public static final int PIN_DIRECTIONS = 1 << 8;

    /** CSR15: no frame is too long to send (JBD). */
    public static final int JABBER_DISABLE = 1;

    /** CSR15: a frame is cut off at 2048 bytes, not after 2.6 ms (JCK). */
    public static final int JABBER_CLOCK = 1 << 2;

    /** CSR15: no frame is too long to hear (RWD). */
    public static final int RECEIVE_WATCHDOG_DISABLE = 1 << 4;

    private Csr() {}

    /** Where a register is in the window. */
    public static int offset(int register) {
        return register * 8;
    }
}
