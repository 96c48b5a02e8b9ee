package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.address;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class UnicastIsolationTest {

    private final Workbench bench = new Workbench();
    private final RecordingNic wire = bench.network("wire");
    private final RecordingNic alice = bench.guest("alice", 1);
    private final RecordingNic bob = bench.guest("bob", 2);
    private final RecordingNic carol = bench.guest("carol", 3);

    @Test
    void unicastReachesItsDestinationAndNobodyElse() {
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(1, bob.heard().size());
        assertEquals(List.of(), carol.heard());
        assertEquals(List.of(), wire.heard());
    }

    @Test
    void aGuestThatNeverSpokeIsFoundAtOnce() {
        wire.says(frame(STRANGER, carol.address()));
        assertEquals(1, carol.heard().size());
        assertEquals(List.of(), alice.heard());
        assertEquals(List.of(), bob.heard());
    }

    @Test
    void unknownDestinationGoesToTheWireAndToNoGuest() {
        alice.says(frame(alice.address(), STRANGER));
        assertEquals(1, wire.heard().size());
        assertEquals(List.of(), bob.heard());
        assertEquals(List.of(), carol.heard());
    }

    @Test
    void onceAStrangerSpokeOnlyItsOwnWireHearsWhatIsForIt() {
        RecordingNic otherWire = bench.network("other wire");
        wire.says(frame(STRANGER, alice.address()));
        alice.says(frame(alice.address(), STRANGER));
        assertEquals(1, wire.heard().size());
        assertEquals(List.of(), otherWire.heard());
        assertEquals(List.of(), bob.heard());
    }

    @Test
    void noGuestHearsUnicastFromTheWireThatIsForNobodyHere() {
        wire.says(frame(STRANGER, address(0x77)));
        assertEquals(List.of(), alice.heard());
        assertEquals(1, bench.droppedIncoming("wire", DropReason.UNICAST_NO_DESTINATION));
    }

    @Test
    void aBroadcastReachesEveryoneButItsSender() {
        alice.says(broadcast(alice.address()));
        assertEquals(List.of(), alice.heard());
        for (RecordingNic other : List.of(bob, carol, wire)) {
            assertEquals(1, other.heard().size());
        }
    }

    @Test
    void aGuestMayNotSpeakInAnothersName() {
        alice.says(frame(STRANGER, bob.address()));
        alice.says(frame(bob.address(), carol.address()));
        assertEquals(2, bench.droppedIncoming("alice", DropReason.MAC_SPOOFING));
        assertEquals(List.of(), bob.heard());
        assertEquals(List.of(), carol.heard());
    }

    @Test
    void nothingLearnedOutsideDrawsAGuestsTrafficAway() {
        wire.says(frame(bob.address(), alice.address()));
        assertEquals(1, bench.droppedIncoming("wire", DropReason.MAC_SPOOFING));
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(1, bob.heard().size());
        assertEquals(List.of(), wire.heard());
    }

    @Test
    void aFrameToItsOwnSenderGoesNowhere() {
        alice.says(frame(alice.address(), alice.address()));
        assertEquals(1, bench.droppedIncoming("alice", DropReason.UNICAST_NO_DESTINATION));
        wire.says(frame(STRANGER, STRANGER));
        assertEquals(1, bench.droppedIncoming("wire", DropReason.UNICAST_NO_DESTINATION));
    }

    @Test
    void aSourceThatIsNoStationIsRefusedAndNotLearned() {
        wire.says(frame(MacAddress.NONE, alice.address()));
        wire.says(frame(MacAddress.of(Frame.BROADCAST), alice.address()));
        wire.says(frame(MacAddress.parse("01-00-5E-00-00-01"), alice.address()));
        assertEquals(3, bench.droppedIncoming("wire", DropReason.INVALID_SOURCE_MAC));
        assertEquals(3, bench.vswitch.macs().entries().size());
        assertEquals(List.of(), alice.heard());
    }

    @Test
    void whatIsForTheBridgeItselfIsNotForwardedAndItsNeighboursAre() {
        for (int low = 0; low <= 0x10; low++) {
            wire.says(frame(STRANGER, MacAddress.of(0x0180_C200_0000L + low)));
        }
        assertEquals(16, bench.droppedIncoming("wire", DropReason.BRIDGE_RESERVED));
        assertEquals(1, alice.heard().size());
    }

    @Test
    void aLonelyBroadcastIsCountedAsHeardByNobody() {
        Workbench empty = new Workbench();
        RecordingNic alone = empty.guest("alone", 1);
        alone.says(broadcast(alone.address()));
        alone.says(frame(alone.address(), STRANGER));
        assertEquals(1, empty.droppedIncoming("alone", DropReason.BROADCAST_NO_DESTINATIONS));
        assertEquals(1, empty.droppedIncoming("alone", DropReason.UNICAST_NO_DESTINATION));
    }

    @Test
    void aHubShowsEveryFrameToEveryone() {
        Workbench hub = new Workbench(SwitchSettings.named("hub").withHub(true));
        RecordingNic outside = hub.network("wire");
        RecordingNic one = hub.guest("one", 1);
        RecordingNic two = hub.guest("two", 2);
        RecordingNic three = hub.guest("three", 3);

        one.says(frame(one.address(), two.address()));
        two.says(frame(two.address(), one.address()));
        one.says(frame(STRANGER, two.address()));
        assertEquals(2, two.heard().size());
        assertEquals(3, three.heard().size());
        assertEquals(3, outside.heard().size());
        assertEquals(List.of(), hub.vswitch.macs().entries());
    }

    @Test
    void aHubKeepsVlansApart() {
        Workbench hub = new Workbench(SwitchSettings.named("hub").withHub(true));
        RecordingNic ten = hub.plug(PortSettings.guest("ten").withVlan(new VlanMode.Access(10)), 1);
        RecordingNic tenToo = hub.plug(PortSettings.guest("ten too").withVlan(new VlanMode.Access(10)), 2);
        RecordingNic twenty = hub.plug(PortSettings.guest("twenty").withVlan(new VlanMode.Access(20)), 3);
        ten.says(frame(ten.address(), STRANGER));
        ten.says(FrameBuilder.frame(ten.address(), STRANGER).vlan(20).build());
        assertEquals(1, tenToo.heard().size());
        assertEquals(List.of(), twenty.heard());
        assertEquals(1, hub.droppedIncoming("ten", DropReason.UNAUTHORIZED_VLAN));
    }

    @Test
    void twoGuestsWithOneAddressAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> bench.guest("mallory", 1));
        assertThrows(IllegalArgumentException.class, () -> bench.guest("nameless", 0));
        assertThrows(IllegalArgumentException.class, () -> bench.guest("alice", 9));
        assertEquals(4, bench.vswitch.ports().size());
    }
}
