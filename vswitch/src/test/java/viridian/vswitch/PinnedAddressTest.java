package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.address;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** Addresses an administrator ties to a port. */
class PinnedAddressTest {

    private final Workbench bench = new Workbench();
    private final MacTable macs = bench.vswitch.macs();
    private final RecordingNic east = bench.network("east");
    private final RecordingNic west = bench.network("west");
    private final RecordingNic guest = bench.guest("guest", 7);

    @Test
    void aTiedAddressNeitherAgesNorMovesNorGoesWithAFlush() {
        macs.pin(0, STRANGER, bench.port("east"));
        bench.now = 10_000 * Workbench.SECOND;
        macs.flush();
        west.says(broadcast(STRANGER));
        assertSame(bench.port("east"), macs.lookup(0, STRANGER.bits()));
        assertEquals(1, bench.droppedIncoming("west", DropReason.MAC_SPOOFING));
        assertEquals(List.of(), east.heard());
        east.says(frame(STRANGER, guest.address()));
        assertEquals(1, guest.heard().size());
    }

    @Test
    void whatWasLearnedElsewhereGivesWay() {
        west.says(broadcast(STRANGER));
        macs.pin(0, STRANGER, bench.port("east"));
        assertSame(bench.port("east"), macs.lookup(0, STRANGER.bits()));
        assertEquals(0, macs.learned());
        assertEquals(MacEntry.Kind.STATIC, macs.entries().getLast().kind());
    }

    @Test
    void itIsDeletedByWhoeverTiedItAndGoesWithItsPort() {
        macs.pin(0, STRANGER, bench.port("east"));
        macs.pin(0, address(9), bench.port("east"));
        assertTrue(macs.delete(0, STRANGER));
        assertFalse(macs.delete(0, STRANGER));
        assertNull(macs.lookup(0, STRANGER.bits()));
        bench.port("east").unplug();
        assertNull(macs.lookup(0, address(9).bits()));
        west.says(broadcast(address(9)));
        assertSame(bench.port("west"), macs.lookup(0, address(9).bits()));
    }

    @Test
    void aLearnedAddressCanBeDeletedToo() {
        east.says(broadcast(STRANGER));
        assertTrue(macs.delete(0, STRANGER));
        assertEquals(0, macs.learned());
    }

    @Test
    void whatMakesNoSenseIsRefusedAndChangesNothing() {
        Port there = bench.port("east");
        assertThrows(IllegalArgumentException.class, () -> macs.pin(0, MacAddress.NONE, there));
        assertThrows(IllegalArgumentException.class, () -> macs.pin(0, MacAddress.of(Frame.BROADCAST), there));
        assertThrows(IllegalArgumentException.class, () -> macs.pin(4095, STRANGER, there));
        assertThrows(IllegalArgumentException.class, () -> macs.pin(0, guest.address(), there));
        assertThrows(IllegalArgumentException.class, () -> macs.delete(0, guest.address()));
        macs.pin(0, STRANGER, there);
        assertThrows(IllegalArgumentException.class, () -> macs.pin(0, STRANGER, bench.port("west")));
        assertThrows(
                IllegalArgumentException.class,
                () -> bench.plug(PortSettings.guest("thief").withAddress(STRANGER), 0));
        there.unplug();
        assertThrows(IllegalStateException.class, () -> macs.pin(0, STRANGER, there));
        assertEquals(1, macs.entries().size());
        assertEquals(2, bench.vswitch.ports().size());
    }

    @Test
    void aPortThatMayLearnTwoAddressesStillForwardsForAThird() {
        bench.port("east").change(bench.port("east").settings().withAddressLimit(2));
        for (int number = 21; number <= 23; number++) east.says(broadcast(address(number)));
        assertEquals(2, macs.learned());
        assertNull(macs.lookup(0, address(23).bits()));
        assertEquals(3, west.heard().size());
        west.says(broadcast(address(24)));
        assertSame(bench.port("west"), macs.lookup(0, address(24).bits()));
    }

    @Test
    void aGuestThatMayUseForeignAddressesIsLearnedFromAndHearsStrangersUnicast() {
        RecordingNic nested = bench.plug(PortSettings.guest("nested").withForeignSources(true), 8);
        nested.says(frame(STRANGER, guest.address()));
        assertSame(bench.port("nested"), macs.lookup(0, STRANGER.bits()));
        assertEquals(1, guest.heard().size());
        guest.says(frame(guest.address(), address(99)));
        assertEquals(1, nested.heard().size());
    }
}
