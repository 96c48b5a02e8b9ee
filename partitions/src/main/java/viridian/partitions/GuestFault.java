package viridian.partitions;

/**
 * A guest (or, seen from a guest, its host) broke the protocol: a bad index, an address outside memory, a length that does
 * not fit. Thrown wherever it is noticed and caught in one place, the entry of the device or channel concerned; the rest
 * of the machine goes on.
 */
public final class GuestFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** A fault described by a sentence for the log. */
    public GuestFault(String message) {
        super(message);
    }
}
