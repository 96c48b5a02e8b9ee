package viridian.lab.topology;

/** What an adapter is, seen from its host. */
public enum AdapterType {
    /** A child partition's paravirtual adapter: NetVSC and NetVSP over VMBus. */
    SYNTHETIC,
    /** Our emulated DEC 21140A: a child partition's, or one a real machine's driver drives. */
    LEGACY,
    /** In a real machine, QEMU's Intel 82540EM. */
    E1000,
    /** In a real machine, QEMU's paravirtual adapter. */
    VIRTIO,
    /** In a real machine, QEMU's own DEC 21143. */
    TULIP_21143,
    /** A plain adapter on a cable: the parent partition's, and those of machines. */
    CABLE;

    /** Whether an adapter of this type can be in a host of that kind. */
    boolean fits(HostKind kind) {
        return switch (this) {
            case SYNTHETIC -> kind == HostKind.CHILD;
            case LEGACY -> kind.isVirtual();
            case E1000, VIRTIO, TULIP_21143 -> kind == HostKind.QEMU;
            case CABLE -> !kind.isVirtual();
        };
    }

    /** What an adapter is if nobody says. */
    static AdapterType usual(HostKind kind) {
        return switch (kind) {
            case CHILD -> SYNTHETIC;
            case QEMU -> VIRTIO;
            case PARENT, MACHINE -> CABLE;
        };
    }
}
