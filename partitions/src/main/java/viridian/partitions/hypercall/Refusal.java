package viridian.partitions.hypercall;

/**
 * The hypervisor will not do what it was asked: a status for the guest that called, a sentence for people. Caught where a
 * hypercall ends, or by whoever asked in Java.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final HypercallStatus status;

    /** A refusal; it carries no stack trace, because guests can cause as many as they like. */
    public Refusal(HypercallStatus status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    /** What the calling guest is told. */
    public HypercallStatus status() {
        return status;
    }
}
