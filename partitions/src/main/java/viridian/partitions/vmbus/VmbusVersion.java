package viridian.partitions.vmbus;

import org.jspecify.annotations.Nullable;

/**
 * The versions of the protocol between the ends of the bus, oldest first (Linux include/linux/hyperv.h,
 * VERSION_WS2008 and those after it).
 */
public enum VmbusVersion {
    /** Windows Server 2008: one doorbell for all channels of a guest. */
    V0_13(0x0000_000D),
    /** Windows Server 2008 R2: a doorbell for each channel, from guest to host. */
    V1_1(0x0001_0001),
    /** Windows Server 2012: an event flag for each channel, from host to guest. */
    V2_4(0x0002_0004),
    /** Windows Server 2012 R2: messages to a processor of the guest's choice. */
    V3_0(0x0003_0000),
    V4_0(0x0004_0000),
    /** Channels may be moved to another processor. */
    V4_1(0x0004_0001),
    /** Another connection for messages; no interrupt page. */
    V5_0(0x0005_0000),
    V5_1(0x0005_0001),
    V5_2(0x0005_0002),
    /** Windows Server 2022: moving a channel is answered. */
    V5_3(0x0005_0003);

    private final int number;

    VmbusVersion(int number) {
        this.number = number;
    }

    /** The version as it is on the wire. */
    public int number() {
        return number;
    }

    /** The version of a number, null if this is none we know. */
    static @Nullable VmbusVersion of(int number) {
        for (VmbusVersion version : values()) {
            if (version.number == number) return version;
        }
        return null;
    }

    boolean isAtLeast(VmbusVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return (number >>> 16) + "." + (number & 0xFFFF);
    }
}
