package viridian.partitions;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.partitions.vmbus.VmbusVersion;

/**
 * What a host of a certain age offers its guests, and its limits. Everything that is agreed between a guest and its host
 * is agreed below these.
 *
 * <p>Versions of the bus after Linux include/linux/hyperv.h; numbers of machines, processors and adapters after the
 * published limits of each release.
 */
public enum HostProfile {

    /**
     * The predecessor (Virtual Server 2005 R2): no hypervisor a guest could speak with, emulated adapters only, and a
     * virtual network that is a hub.
     */
    VIRTUAL_SERVER_2005("Virtual Server 2005", null, null, 0, 1514, 64, 1, 0, 4, 0),

    /** Windows Server 2008: synthetic adapters, without jumbo frames, TCP offload or queues for guests. */
    WS2008(
            "Windows Server 2008",
            VmbusVersion.V0_13,
            VmbusVersion.V0_13,
            0x0000_0002,
            1514,
            64,
            4,
            8,
            4,
            0x0006_0000_1771L),

    /** Windows Server 2008 R2: jumbo frames, tags and offloads reach the guest. */
    WS2008_R2(
            "Windows Server 2008 R2",
            VmbusVersion.V0_13,
            VmbusVersion.V1_1,
            0x0003_0002,
            9014,
            384,
            4,
            8,
            4,
            0x0006_0001_1DB0L),

    /** A host of today: versions 2.4 to 5.3 of the bus, several channels for each adapter. */
    MODERN(
            "a current host",
            VmbusVersion.V2_4,
            VmbusVersion.V5_3,
            0x0006_0001,
            9216,
            1024,
            64,
            8,
            4,
            0x000A_0000_4F7CL);

    private final String title;
    private final @Nullable VmbusVersion oldestVmbus;
    private final @Nullable VmbusVersion newestVmbus;
    private final int newestNvsp;
    private final int maxFrame;
    private final int maxPartitions;
    private final int maxProcessors;
    private final int maxSyntheticAdapters;
    private final int maxLegacyAdapters;
    /** Major 47:32, minor 31:16 and build 15:0. */
    private final long hypervisorVersion;

    HostProfile(
            String title,
            @Nullable VmbusVersion oldestVmbus,
            @Nullable VmbusVersion newestVmbus,
            int newestNvsp,
            int maxFrame,
            int maxPartitions,
            int maxProcessors,
            int maxSyntheticAdapters,
            int maxLegacyAdapters,
            long hypervisorVersion) {
        this.title = title;
        this.oldestVmbus = oldestVmbus;
        this.newestVmbus = newestVmbus;
        this.newestNvsp = newestNvsp;
        this.maxFrame = maxFrame;
        this.maxPartitions = maxPartitions;
        this.maxProcessors = maxProcessors;
        this.maxSyntheticAdapters = maxSyntheticAdapters;
        this.maxLegacyAdapters = maxLegacyAdapters;
        this.hypervisorVersion = hypervisorVersion;
    }

    /** What people call such a host. */
    public String title() {
        return title;
    }

    /** Versions of the bus it speaks; none if it has no bus. */
    public Set<VmbusVersion> vmbusVersions() {
        return oldestVmbus == null || newestVmbus == null ? Set.of() : EnumSet.range(oldestVmbus, newestVmbus);
    }

    /** Whether there is a hypervisor guests can speak with, and a bus. */
    public boolean hasVmbus() {
        return newestVmbus != null;
    }

    /** The newest version of the synthetic adapter's protocol it accepts, as on the wire; 0 without synthetic adapters. */
    public int newestNvsp() {
        return newestNvsp;
    }

    /** The longest frame an adapter of a guest carries, in bytes with header, without checksum. */
    public int maxFrame() {
        return maxFrame;
    }

    /** Whether a guest may leave checksums and segmenting to the host. */
    public boolean offloads() {
        return this == WS2008_R2 || this == MODERN;
    }

    /** Whether TCP offload (VM Chimney) and queues of the physical adapter (VMQ) can be agreed on: 2008 R2 only. */
    public boolean chimney() {
        return this == WS2008_R2;
    }

    /** Whether an adapter may have more than one channel. */
    public boolean subchannels() {
        return this == MODERN;
    }

    /** Whether its virtual networks flood every frame to every port. */
    public boolean hub() {
        return this == VIRTUAL_SERVER_2005;
    }

    /** Virtual machines that run at a time. */
    public int maxPartitions() {
        return maxPartitions;
    }

    /** Processors of one virtual machine. */
    public int maxProcessors() {
        return maxProcessors;
    }

    /** Synthetic adapters of one virtual machine. */
    public int maxSyntheticAdapters() {
        return maxSyntheticAdapters;
    }

    /** Emulated adapters of one virtual machine. */
    public int maxLegacyAdapters() {
        return maxLegacyAdapters;
    }

    /** Major version of the hypervisor, as of the Windows it came with. */
    int hypervisorMajor() {
        return (int) (hypervisorVersion >> 32);
    }

    int hypervisorMinor() {
        return (int) (hypervisorVersion >> 16) & 0xFFFF;
    }

    int hypervisorBuild() {
        return (int) hypervisorVersion & 0xFFFF;
    }
}
