package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.vswitch.Workbench.STRANGER;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class JumboTest {

    private static final int JUMBO = 9014;

    private final Workbench bench = new Workbench();
    private final RecordingNic small = bench.guest("small", 1);
    private final RecordingNic big = bench.plug(PortSettings.guest("big").withMaxFrame(JUMBO), 2);
    private final RecordingNic huge = bench.plug(PortSettings.guest("huge").withMaxFrame(JUMBO), 3);

    @Test
    void jumboFramesPassBetweenJumboPortsUpToTheLastByte() {
        big.says(frame(big.address(), huge.address(), JUMBO));
        assertEquals(List.of(JUMBO), huge.heard().stream().map(Frame::length).toList());
        big.says(frame(big.address(), huge.address(), JUMBO + 1));
        assertEquals(1, bench.droppedIncoming("big", DropReason.MTU_MISMATCH));
        assertEquals(1, huge.heard().size());
    }

    @Test
    void aStandardPortTakesNoneInAndLetsNoneOut() {
        small.says(frame(small.address(), big.address(), 1515));
        assertEquals(1, bench.droppedIncoming("small", DropReason.MTU_MISMATCH));
        big.says(frame(big.address(), small.address(), 1515));
        assertEquals(1, bench.droppedOutgoing("small", DropReason.MTU_MISMATCH));
        big.says(frame(big.address(), small.address(), 1514));
        assertEquals(1, small.heard().size());
    }

    @Test
    void anOverlongBroadcastReachesThoseThatCanTakeIt() {
        big.says(frame(big.address(), MacAddress.of(Frame.BROADCAST), 4000));
        assertEquals(1, huge.heard().size());
        assertEquals(List.of(), small.heard());
        assertEquals(1, bench.droppedOutgoing("small", DropReason.MTU_MISMATCH));
    }

    @Test
    void aTagComesOnTopOfAFullFrame() {
        RecordingNic trunk =
                bench.plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.of(5), 0)), 0);
        RecordingNic access = bench.plug(PortSettings.guest("access").withVlan(new VlanMode.Access(5)), 4);
        access.says(frame(access.address(), STRANGER, 1514));
        assertEquals(List.of(5), trunk.heard().stream().map(Frame::tag).toList());
    }

    @Test
    void theAdapterSetsTheLimitWhenItCarriesLessThanThePort() {
        RecordingNic legacy = new RecordingNic(Workbench.address(9), 1514);
        bench.vswitch.plug(PortSettings.guest("legacy").withMaxFrame(JUMBO), legacy);
        big.says(frame(big.address(), legacy.address(), 1515));
        assertEquals(1, bench.droppedOutgoing("legacy", DropReason.MTU_MISMATCH));
    }

    private static Frame frame(MacAddress from, MacAddress to, int length) {
        return FrameBuilder.frame(from, to).length(length).build();
    }
}
