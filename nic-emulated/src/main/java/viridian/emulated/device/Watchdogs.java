package viridian.emulated.device;

/**
 * CSR15: how long a frame may be, going out and coming in (21140A Hardware Reference Manual, section 3.2.2.15). Time is
 * bytes here: a model sends at no particular speed.
 */
final class Watchdogs {

    /** Bits that mean nothing: ones, but for bit 8. */
    private static final int RESERVED = 0xFFFF_FEC8;

    /** Both jabber bits, host unjab, and both of the receive watchdog. */
    private static final int MEANT = 0x37;

    /** What 2.6 ms are at 100 Mb/s, and 26 ms at 10 Mb/s: the earliest the jabber timer ends a frame. */
    private static final int SLOW_JABBER_BYTES = 32_500;

    private int value;

    void reset() {
        value = 0;
    }

    int read() {
        return RESERVED | value;
    }

    /** Drivers write it; that the channel is released after jabber at once or later (HUJ) makes no difference here. */
    void write(int value) {
        this.value = value & MEANT;
    }

    /** A frame with more bytes than this is babble. */
    int jabberBytes() {
        if ((value & Csr.JABBER_DISABLE) != 0) return Integer.MAX_VALUE;
        return (value & Csr.JABBER_CLOCK) != 0 ? WireFrame.LONGEST : SLOW_JABBER_BYTES;
    }

    /** Whether a frame above 2048 bytes is reported when it comes in. */
    boolean guardsReceive() {
        return (value & Csr.RECEIVE_WATCHDOG_DISABLE) == 0;
    }
}
