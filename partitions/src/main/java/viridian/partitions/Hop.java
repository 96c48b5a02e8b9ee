package viridian.partitions;

/**
 * One step of a nested partition's request on its way to the device's owner.
 *
 * @param request counts the requests of the partition the request comes from; hops with the same number belong together
 * @param kind how the guest asked: by a port, an address, or, for a synthetic device, by hypercall
 * @param from name of the partition it left
 * @param to name of the partition it reached
 * @param nanoTime when it set out, by {@link System#nanoTime}
 */
public record Hop(long request, ExitKind kind, String from, String to, long nanoTime) {}
