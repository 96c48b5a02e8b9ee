package viridian.partitions.hypercall;

/** Where the events signalled on a connection arrive. */
@FunctionalInterface
public interface EventPort {

    /** Takes a signal; runs on the sender's processor. The flag number is relative to the port. */
    HypercallStatus signal(int flag);
}
