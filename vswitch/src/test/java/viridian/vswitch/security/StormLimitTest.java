package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.PortSettings;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpProtocol;

class StormLimitTest {

    private static final MacAddress STRANGER = MacAddress.parse("00-15-5D-00-00-EE");
    private static final Frame BROADCAST = FrameBuilder.broadcast(Crafted.HERE).build();
    private static final Frame MULTICAST = to(MacAddress.parse("01-00-5E-00-00-05"));
    private static final Frame UNKNOWN = to(STRANGER);
    private static final Frame KNOWN = to(Crafted.THERE);

    private final GuardedSwitch bench = new GuardedSwitch(Guards.NONE.withStormLimit(3));
    private final RecordingNic wire = new RecordingNic(MacAddress.NONE);

    StormLimitTest() {
        bench.vswitch.plug(PortSettings.network("wire"), wire);
        bench.now = 12_345;
    }

    private static Frame to(MacAddress destination) {
        return FrameBuilder.frame(Crafted.HERE, destination).build();
    }

    @Test
    void broadcastMulticastAndUnknownUnicastCountTogether() {
        assertNull(bench.says(BROADCAST));
        assertNull(bench.says(MULTICAST));
        assertNull(bench.says(UNKNOWN));
        assertEquals(DropReason.STORM_LIMIT, bench.says(BROADCAST));
        assertEquals(DropReason.STORM_LIMIT, bench.says(MULTICAST));
        assertEquals(DropReason.STORM_LIMIT, bench.says(UNKNOWN));
        assertEquals(3, wire.heard().size());
    }

    @Test
    void knownUnicastIsUntouchedAndNotCounted() {
        for (int i = 0; i < 10; i++) assertNull(bench.says(KNOWN));
        for (int i = 0; i < 3; i++) assertNull(bench.says(BROADCAST));
        assertEquals(DropReason.STORM_LIMIT, bench.says(BROADCAST));
        assertNull(bench.says(KNOWN));
    }

    @Test
    void aSecondBeginsWithItsFirstFrameAndEndsAfterOneSecond() {
        for (int i = 0; i < 4; i++) bench.says(BROADCAST);
        bench.now += GuardedSwitch.SECOND - 1;
        assertEquals(DropReason.STORM_LIMIT, bench.says(BROADCAST));
        bench.now += 1;
        for (int i = 0; i < 3; i++) assertNull(bench.says(BROADCAST));
        assertEquals(DropReason.STORM_LIMIT, bench.says(BROADCAST));
    }

    @Test
    void anAddressThatBecomesKnownIsUntouchedFromThenOn() {
        for (int i = 0; i < 4; i++) bench.says(BROADCAST);
        assertEquals(DropReason.STORM_LIMIT, bench.says(UNKNOWN));
        wire.says(FrameBuilder.frame(STRANGER, Crafted.HERE).build());
        assertNull(bench.says(UNKNOWN));
    }

    @Test
    void anotherPortsStormIsItsOwn() {
        for (int i = 0; i < 4; i++) bench.says(BROADCAST);
        bench.alice.takeHeard();
        for (int i = 0; i < 9; i++)
            bench.bob.says(FrameBuilder.broadcast(Crafted.THERE).build());
        assertEquals(9, bench.alice.heard().size());
    }

    @Test
    void changingOtherGuardsBeginsNoNewSecondAndANewLimitHoldsAtOnce() {
        for (int i = 0; i < 3; i++) bench.says(BROADCAST);
        bench.change(Guards.NONE.withStormLimit(3).withDhcpGuard(true));
        assertEquals(DropReason.STORM_LIMIT, bench.says(BROADCAST));
        bench.change(Guards.NONE.withStormLimit(4));
        assertNull(bench.says(BROADCAST));
        assertEquals(DropReason.STORM_LIMIT, bench.says(BROADCAST));
    }

    @Test
    void whatAnotherGuardDropsCountsForNoStorm() {
        bench.change(Guards.NONE.withStormLimit(3).withDhcpGuard(true));
        Frame server = FrameBuilder.broadcast(Crafted.HERE)
                .type(0x0800)
                .payload(Crafted.v4("10.0.0.1", "255.255.255.255", IpProtocol.UDP, Crafted.udp(67, 68)))
                .build();
        for (int i = 0; i < 5; i++) assertEquals(DropReason.DHCP_GUARD, bench.says(server));
        assertNull(bench.says(BROADCAST));
    }

    @Test
    void clocksMayBeginAnywhereAndThreadsMayReadThemALittleLate() {
        for (long start : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 10, -5 * GuardedSwitch.SECOND}) {
            StormWindow window = new StormWindow();
            assertTrue(window.admits(start, 1), "at " + start);
            assertFalse(window.admits(start + 5, 1), "at " + start);
            assertFalse(window.admits(start - 5, 1), "at " + start);
            assertTrue(window.admits(start + GuardedSwitch.SECOND, 1), "at " + start);
        }
    }
}
