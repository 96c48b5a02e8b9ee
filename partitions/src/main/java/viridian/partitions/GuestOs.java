package viridian.partitions;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import viridian.partitions.vmbus.VmbusVersion;

/**
 * A guest system, as the {@link GuestCatalogue} knows it.
 *
 * @param name what people call it
 * @param enlightenment whether it knows how to speak with the hypervisor
 * @param processors how many it may have on a host of each profile; 0 if it is not among the host's published guests
 * @param vmbusVersions versions of the bus it speaks once it is enlightened
 * @param newestNvsp the newest version of the synthetic adapter's protocol it speaks, as on the wire; 0 for none
 * @param source where that is said
 */
public record GuestOs(
        String name,
        Enlightenment enlightenment,
        Map<HostProfile, Integer> processors,
        Set<VmbusVersion> vmbusVersions,
        int newestNvsp,
        String source) {

    public GuestOs {
        processors = Map.copyOf(new EnumMap<>(processors));
        vmbusVersions = Set.copyOf(vmbusVersions);
    }

    /** Processors it may have on this host; 0 if it is not among the host's published guests. */
    public int processorsOn(HostProfile profile) {
        return processors.getOrDefault(profile, 0);
    }

    /**
     * What it is once it is up.
     *
     * @param componentsInstalled whether somebody installed integration components in it
     */
    public GuestStage up(boolean componentsInstalled) {
        return switch (enlightenment) {
            case BUILT_IN -> GuestStage.ENLIGHTENED;
            case COMPONENTS -> componentsInstalled ? GuestStage.ENLIGHTENED : GuestStage.UNENLIGHTENED;
            case NEVER -> GuestStage.UNENLIGHTENED;
        };
    }

    /** Versions of the bus it has in common with a host. */
    public Set<VmbusVersion> commonWith(HostProfile profile) {
        Set<VmbusVersion> common = EnumSet.noneOf(VmbusVersion.class);
        common.addAll(vmbusVersions);
        common.retainAll(profile.vmbusVersions());
        return common;
    }
}
