package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.partitions.vmbus.VmbusVersion;

class GuestCatalogueTest {

    private static GuestOs system(String name) {
        return GuestCatalogue.find(name).orElseThrow();
    }

    static List<GuestOs> systems() {
        return GuestCatalogue.systems();
    }

    @Test
    void namesAreDistinctAndFoundInAnyCase() {
        Set<String> names = new HashSet<>();
        for (GuestOs system : systems()) assertTrue(names.add(system.name()), system.name());
        assertEquals("Windows Server 2003", system("windows server 2003").name());
        assertTrue(GuestCatalogue.find("Plan 9").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("systems")
    void eachRowIsOfOnePiece(GuestOs system) {
        boolean enlightened = system.enlightenment() != Enlightenment.NEVER;
        assertEquals(enlightened, !system.vmbusVersions().isEmpty());
        assertEquals(enlightened, system.newestNvsp() != 0);
        assertTrue(system.source().startsWith("["), system.source());
        int most = 0;
        for (HostProfile profile : HostProfile.values()) {
            int processors = system.processorsOn(profile);
            most = Math.max(most, processors);
            assertTrue(processors <= profile.maxProcessors(), profile + ": " + processors);
        }
        assertTrue(most > 0, "a guest of no host");
    }

    @Test
    void someKnowByThemselvesSomeWithComponentsAndSomeNever() {
        assertEquals(GuestStage.ENLIGHTENED, system("Windows Server 2008").up(false));
        assertEquals(GuestStage.UNENLIGHTENED, system("Windows Server 2003").up(false));
        assertEquals(GuestStage.ENLIGHTENED, system("Windows Server 2003").up(true));
        assertEquals(GuestStage.UNENLIGHTENED, system("Windows NT 4.0").up(true));
    }

    @Test
    void whatAGuestAndItsHostCanSpeakIsWhatBothKnow() {
        assertEquals(
                Set.of(VmbusVersion.V0_13), system("Windows Server 2008 R2").commonWith(HostProfile.WS2008));
        assertEquals(Set.of(), system("Linux 2.6.32").commonWith(HostProfile.MODERN));
        assertEquals(Set.of(), system("Windows Server 2003").commonWith(HostProfile.VIRTUAL_SERVER_2005));
        assertFalse(system("Linux 6.12").commonWith(HostProfile.MODERN).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(HostProfile.class)
    void eachHostHasGuestsThatAreMoreThanAnExample(HostProfile profile) {
        assertTrue(systems().stream()
                        .filter(system -> system.processorsOn(profile) > 0)
                        .count()
                >= 5);
    }

    @Test
    void agesFollowOneAnotherInWhatTheyOffer() {
        HostProfile[] ages = HostProfile.values();
        for (int i = 1; i < ages.length; i++) {
            assertTrue(ages[i].newestNvsp() > ages[i - 1].newestNvsp());
            assertTrue(ages[i].maxFrame() >= ages[i - 1].maxFrame());
            assertTrue(ages[i].maxPartitions() >= ages[i - 1].maxPartitions());
        }
        assertEquals(Set.of(VmbusVersion.V0_13, VmbusVersion.V1_1), HostProfile.WS2008_R2.vmbusVersions());
        assertEquals(8, HostProfile.MODERN.vmbusVersions().size());
        assertTrue(HostProfile.VIRTUAL_SERVER_2005.hub());
        assertFalse(HostProfile.WS2008.chimney());
        assertTrue(HostProfile.WS2008_R2.chimney());
    }
}
