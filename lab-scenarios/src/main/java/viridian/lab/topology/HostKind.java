package viridian.lab.topology;

/** What a host is. */
public enum HostKind {
    /** The management partition; a lab has at most one. */
    PARENT,
    /** A virtual machine. */
    CHILD,
    /** A host that is no partition: on a cable in memory, or a Linux namespace in the real form. */
    MACHINE;

    /** Whether it has a console, where its system speaks to people. */
    public boolean hasConsole() {
        return false;
    }
}
