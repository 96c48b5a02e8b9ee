package viridian.lab.topology;

/** What an adapter is, seen from its host. */
public enum AdapterType {
    /** A child partition's paravirtual adapter: NetVSC and NetVSP over VMBus. */
    SYNTHETIC,
    /** A child partition's emulated DEC 21140A. */
    LEGACY,
    /** A plain adapter on a cable: the parent partition's, and those of machines. */
    CABLE
}
