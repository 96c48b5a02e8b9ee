package viridian.partitions;

/**
 * How a guest finds out that there is a hypervisor, which one, and what it may ask of it (Hypervisor Top Level Functional
 * Specification, Feature and Interface Discovery). A processor has no other leaves here.
 */
final class HypervisorCpuid {

    /** ECX bit 31 says that there is a hypervisor. */
    static final int PROCESSOR = 1;

    static final int VENDOR = 0x4000_0000;
    static final int INTERFACE = 0x4000_0001;
    static final int VERSION = 0x4000_0002;
    static final int FEATURES = 0x4000_0003;
    static final int RECOMMENDATIONS = 0x4000_0004;
    static final int LIMITS = 0x4000_0005;

    private static final CpuidLeaf PRESENT = new CpuidLeaf(0, 0, 1 << 31, 0);

    /** "Microsoft Hv", four letters in each register. */
    private static final CpuidLeaf MICROSOFT_HV = new CpuidLeaf(LIMITS, 0x7263_694D, 0x666F_736F, 0x7648_2074);

    /** "Hv#1". */
    private static final CpuidLeaf HV_1 = new CpuidLeaf(0x3123_7648, 0, 0, 0);

    /** EDX of the features: interrupt sources can be polled. */
    private static final int SOURCES_CAN_BE_POLLED = 1 << 17;

    /** No hurry to be told about long waits for a lock; nothing else is recommended. */
    private static final CpuidLeaf NEVER_NOTIFY = new CpuidLeaf(0, -1, 0, 0);

    private HypervisorCpuid() {}

    static CpuidLeaf leaf(Partition partition, int number) {
        return switch (number) {
            case PROCESSOR -> PRESENT;
            case VENDOR -> MICROSOFT_HV;
            case INTERFACE -> HV_1;
            case VERSION -> version(partition.profile());
            case FEATURES -> features(partition.privileges());
            case RECOMMENDATIONS -> NEVER_NOTIFY;
            case LIMITS -> new CpuidLeaf(partition.profile().maxProcessors(), 0, 0, 0);
            default -> CpuidLeaf.NOTHING;
        };
    }

    private static CpuidLeaf version(HostProfile profile) {
        int release = (profile.hypervisorMajor() << 16) | profile.hypervisorMinor();
        return new CpuidLeaf(profile.hypervisorBuild(), release, 0, 0);
    }

    private static CpuidLeaf features(long privileges) {
        return new CpuidLeaf((int) privileges, (int) (privileges >>> 32), 0, SOURCES_CAN_BE_POLLED);
    }
}
