package viridian.emulated.device;

/**
 * What the status of a frame says that was sent with nothing plugged in (21140A Hardware Reference Manual, section 4.2.2,
 * LO, NC and LF).
 *
 * <p>Who sends and hears in turn looks for a carrier while it sends, and finds none; in full duplex nobody looks. The
 * symbol port knows its link by itself and reports it, which alone is no error: the summary does not count it.
 */
final class Carrier {

    private static final int LOST = Descriptor.ERROR_SUMMARY | Descriptor.NO_CARRIER | Descriptor.LOSS_OF_CARRIER;

    private Carrier() {}

    /** The bits, in this operation mode (CSR6). */
    static int missing(int mode) {
        int carrier = (mode & Csr.FULL_DUPLEX) != 0 ? 0 : LOST;
        int link = (mode & Csr.SYMBOLS) != 0 ? Descriptor.LINK_FAIL : 0;
        return carrier | link;
    }
}
