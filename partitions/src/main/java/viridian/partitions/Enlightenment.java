package viridian.partitions;

/** Whether a guest system knows how to speak with the hypervisor. */
public enum Enlightenment {
    /** By itself, in the box. */
    BUILT_IN,
    /** With integration components installed in it. */
    COMPONENTS,
    /** Not at all: only emulated devices work. */
    NEVER
}
