package viridian.lab.topology;

/** What a host is. */
public enum HostKind {
    /** The management partition; a lab has at most one. */
    PARENT,
    /** A virtual machine. */
    CHILD,
    /** A host that is no partition: on a cable in memory, or a Linux namespace in the real form. */
    MACHINE,
    /** A real virtual machine, with Linux and its drivers, in QEMU; in both forms. */
    QEMU;

    /** Whether a host of this kind is a virtual machine: what a private network is for. */
    boolean isVirtual() {
        return this == CHILD || this == QEMU;
    }

    /** Whether it has a console, where its system speaks to people. */
    public boolean hasConsole() {
        return this == QEMU;
    }
}
