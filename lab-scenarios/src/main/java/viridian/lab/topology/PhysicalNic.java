package viridian.lab.topology;

/**
 * A physical adapter of the host, on a wire of its own.
 *
 * @param name unique among the physical adapters
 * @param about what it is for, perhaps empty
 * @param mtu the longest IP packet it carries, bytes: 1500, or up to 9000
 */
public record PhysicalNic(String name, String about, int mtu) {}
