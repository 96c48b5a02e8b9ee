package viridian.synthetic.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

class PacketFilterTest {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-00-00-01");
    private static final long OTHER = 0x00155D000002L;
    private static final long GROUP = 0x01005E000001L;
    private static final long OTHER_GROUP = 0x01005E000002L;

    private final PacketFilter filter = new PacketFilter(OWN, isNothingWanted -> parked = isNothingWanted);

    private boolean parked;

    @Test
    void whoeverHoldsFramesIsToldWhenNoneIsWanted() {
        filter.want(PacketFilter.DIRECTED);
        assertEquals(false, parked);
        filter.want(0);
        assertEquals(true, parked);
    }

    @Test
    void atFirstNothingPasses() {
        assertPasses(false, false, false, false, false);
    }

    @Test
    void eachBitLetsItsKindPass() {
        filter.want(PacketFilter.DIRECTED);
        assertPasses(true, false, false, false, false);
        filter.want(PacketFilter.BROADCAST);
        assertPasses(false, false, true, false, false);
        filter.want(PacketFilter.ALL_MULTICAST);
        assertPasses(false, false, false, true, true);
        filter.want(PacketFilter.PROMISCUOUS);
        assertPasses(true, true, true, true, true);
        filter.want(PacketFilter.DIRECTED | PacketFilter.ALL_MULTICAST | PacketFilter.BROADCAST);
        assertPasses(true, false, true, true, true);
    }

    @Test
    void multicastMeansTheGroupsOfTheList() {
        filter.want(PacketFilter.MULTICAST);
        assertPasses(false, false, false, false, false);
        filter.join(new long[] {GROUP});
        assertPasses(false, false, false, true, false);
    }

    private void assertPasses(boolean own, boolean other, boolean broadcast, boolean group, boolean otherGroup) {
        assertEquals(own, filter.passes(to(OWN.bits())), "own");
        assertEquals(other, filter.passes(to(OTHER)), "other");
        assertEquals(broadcast, filter.passes(to(Frame.BROADCAST)), "broadcast");
        assertEquals(group, filter.passes(to(GROUP)), "group");
        assertEquals(otherGroup, filter.passes(to(OTHER_GROUP)), "other group");
    }

    private static Frame to(long destination) {
        Frame frame = Frame.of(new byte[60]);
        BigEndian.putU48(frame.memory(), 0, destination);
        return frame;
    }
}
