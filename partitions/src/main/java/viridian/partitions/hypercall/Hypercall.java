package viridian.partitions.hypercall;

/** What the hypervisor does for one call code. */
@FunctionalInterface
public interface Hypercall {

    /**
     * Runs on the calling processor; for a rep call once for each element of its list.
     *
     * @param call the input, and where the output goes
     * @return the status; or it throws a {@link Refusal}
     */
    HypercallStatus call(HypercallArguments call);
}
