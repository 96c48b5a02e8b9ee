package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.address;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.RecordingNic;

/** Who is in a VLAN with whom, where that takes more than one frame to tell. */
class VlanMembershipTest {

    private final Workbench bench = new Workbench();

    @Test
    void theSameAddressInTwoVlansIsTwoStations() {
        RecordingNic trunk =
                bench.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(10, 20), -1)), 0);
        RecordingNic ten = bench.plug(PortSettings.guest("ten").withVlan(new VlanMode.Access(10)), 1);
        RecordingNic twenty = bench.plug(PortSettings.guest("twenty").withVlan(new VlanMode.Access(20)), 1);

        trunk.says(FrameBuilder.frame(STRANGER, address(1)).vlan(20).build());
        assertEquals(List.of(), ten.heard());
        assertEquals(1, twenty.heard().size());
        assertEquals(Frame.UNTAGGED, twenty.heard().getFirst().tag());
    }

    @Test
    void aGuestOnATrunkIsFoundInEachOfItsVlans() {
        RecordingNic guest =
                bench.plug(PortSettings.guest("guest").withVlan(new VlanMode.Trunk(VlanSet.of(10, 20), 30)), 1);
        RecordingNic all = bench.plug(PortSettings.network("all").withVlan(new VlanMode.Trunk(VlanSet.ALL, 0)), 0);
        for (int vlan : new int[] {10, 20, 30}) {
            all.says(FrameBuilder.frame(STRANGER, guest.address()).vlan(vlan).build());
        }
        assertEquals(
                List.of(10, 20, Frame.UNTAGGED),
                guest.heard().stream().map(Frame::tag).toList());
    }

    @Test
    void aTagLeftAmongTheBytesIsRefused() {
        RecordingNic ten = bench.plug(PortSettings.guest("ten").withVlan(new VlanMode.Access(10)), 1);
        RecordingNic other = bench.plug(PortSettings.guest("other").withVlan(new VlanMode.Access(10)), 2);
        ten.says(FrameBuilder.frame(ten.address(), other.address()).type(0x8100).build());
        assertEquals(1, bench.droppedIncoming("ten", DropReason.INVALID_VLAN_FORMAT));
        assertEquals(List.of(), other.heard());
    }

    @Test
    void aServiceTagIsCarriedUnchanged() {
        RecordingNic one = bench.guest("one", 1);
        RecordingNic two = bench.guest("two", 2);
        one.says(FrameBuilder.frame(one.address(), two.address()).type(0x88A8).build());
        assertEquals(List.of(0x88A8), two.heard().stream().map(Frame::etherType).toList());
    }

    @Test
    void whatIsLearnedInASecondaryVlanIsFoundFromThePrimary() {
        RecordingNic router =
                bench.plug(PortSettings.network("router").withVlan(new VlanMode.Promiscuous(10, VlanSet.of(12))), 0);
        RecordingNic alone = bench.plug(PortSettings.network("alone").withVlan(new VlanMode.Isolated(10, 12)), 0);
        RecordingNic other = bench.plug(PortSettings.network("other").withVlan(new VlanMode.Isolated(10, 12)), 0);
        alone.says(broadcast(STRANGER));
        router.takeHeard();
        router.says(frame(address(5), STRANGER));
        assertEquals(1, alone.heard().size());
        assertEquals(List.of(), other.heard());
    }

    @Test
    void aLearnedAddressOpensNoWayBetweenProtectedPorts() {
        RecordingNic one = bench.plug(PortSettings.network("one").withIsolated(true), 0);
        RecordingNic two = bench.plug(PortSettings.network("two").withIsolated(true), 0);
        RecordingNic free = bench.network("free");
        two.says(broadcast(STRANGER));
        free.takeHeard();
        one.says(frame(address(1), STRANGER));
        assertEquals(List.of(), two.heard());
        assertEquals(1, bench.droppedIncoming("one", DropReason.FAILED_PVLAN_SETTING));
        free.says(frame(address(3), STRANGER));
        assertEquals(1, two.heard().size());
        one.says(broadcast(address(1)));
        assertEquals(1, free.heard().size());
        assertEquals(1, two.heard().size());
    }

    @Test
    void aVlanIsPartOfOneOtherAtMostAndContradictionsChangeNothing() {
        RecordingNic first = bench.plug(PortSettings.guest("first").withVlan(new VlanMode.Isolated(10, 12)), 1);
        for (VlanMode wrong :
                List.of(new VlanMode.Isolated(20, 12), new VlanMode.Community(12, 13), new VlanMode.Community(9, 10))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> bench.plug(PortSettings.guest("x").withVlan(wrong), 2));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> bench.port("first")
                            .change(PortSettings.guest("first").withVlan(new VlanMode.Isolated(7, 7))));
        }
        assertEquals(1, bench.vswitch.ports().size());
        assertSame(
                bench.port("first"),
                bench.vswitch.macs().lookup(10, first.address().bits()));
        assertNull(bench.vswitch.macs().lookup(12, first.address().bits()));
    }

    @Test
    void aGuestsAddressFollowsItsVlanIntoAPrivateOneAndBack() {
        RecordingNic guest = bench.plug(PortSettings.guest("guest").withVlan(new VlanMode.Access(12)), 1);
        long mac = guest.address().bits();
        bench.plug(PortSettings.network("router").withVlan(new VlanMode.Promiscuous(10, VlanSet.of(12))), 0);
        assertSame(bench.port("guest"), bench.vswitch.macs().lookup(10, mac));
        bench.port("router").unplug();
        assertSame(bench.port("guest"), bench.vswitch.macs().lookup(12, mac));
        assertNull(bench.vswitch.macs().lookup(10, mac));
    }
}
