package viridian.vswitch.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.frame.Frame;

class BandwidthTest {

    private static final long MEGA = 1_000_000L;

    private final Load load = new Load();
    private final Bandwidth bandwidth = Bandwidth.on(load.vswitch, BandwidthMode.ABSOLUTE, port -> 0);

    @Test
    void ratesAreRoundedDownToEightBitsAsHyperVDoes() {
        BandwidthLimits limits =
                BandwidthLimits.NONE.withMaximum(1007).withMaximumReceive(15).withMinimumAbsolute(23);
        assertEquals(new BandwidthLimits(1000, 0, 8, 0, 16), limits);
        assertEquals(96, new LinkCapacity(103).bitsPerSecond());
        assertEquals(new DefaultFlow(1, 8), new DefaultFlow(1, 9));
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedWithASentence() {
        refused("a bandwidth weight is 0 to 100, not 101", () -> BandwidthLimits.NONE.withMinimumWeight(101));
        refused("a bandwidth weight is 0 to 100, not -1", () -> BandwidthLimits.NONE.withMinimumWeight(-1));
        refused(
                "a maximum bandwidth is 0 for none, or 8 bit/s and more, not 7",
                () -> BandwidthLimits.NONE.withMaximum(7));
        refused(
                "a minimum bandwidth is a weight or a number of bit/s, not both",
                () -> BandwidthLimits.NONE.withMinimumWeight(1).withMinimumAbsolute(8));
        refused(
                "a minimum bandwidth of 16 bit/s is above the maximum of 8",
                () -> BandwidthLimits.NONE.withMaximum(8).withMinimumAbsolute(16));
        refused("a burst needs a maximum bandwidth it is a burst of", () -> BandwidthLimits.NONE.withBurst(1000));
        refused("the default flow has a weight of 1 at least", () -> new DefaultFlow(0, 0));
        refused("a link without capacity carries nothing", () -> new LinkCapacity(0));
    }

    @Test
    void moreThanAnUplinkCarriesIsRefusedAndNothingChanges() {
        load.uplink("nic0", 100 * MEGA);
        load.guest("first", BandwidthLimits.NONE.withMinimumAbsolute(50 * MEGA));
        load.guest("second", BandwidthLimits.NONE.withMinimumAbsolute(30 * MEGA));
        PortSettings before = load.port("second").settings();
        refused(
                "minimum bandwidths of 91000000 bit/s, and 10000000 of the default flow, are more than uplink nic0 carries:"
                        + " 100000000",
                () -> load.port("second").change(before.with(BandwidthLimits.NONE.withMinimumAbsolute(41 * MEGA))));
        assertEquals(before, load.port("second").settings());
        refused(
                "minimum bandwidths of 91000000 bit/s, and 10000000 of the default flow, are more than uplink nic0 carries:"
                        + " 100000000",
                () -> load.guest("third", BandwidthLimits.NONE.withMinimumAbsolute(11 * MEGA)));
        assertEquals(3, load.vswitch.ports().size());
        refused(
                "minimum bandwidths of 80000000 bit/s, and 20000008 of the default flow, are more than uplink nic0 carries:"
                        + " 100000000",
                () -> bandwidth.defaultFlow(new DefaultFlow(1, 20 * MEGA + 8)));
        assertEquals(DefaultFlow.USUAL, bandwidth.defaultFlow());
        load.port("first").unplug();
        bandwidth.defaultFlow(new DefaultFlow(1, 20 * MEGA));
        load.guest("third", BandwidthLimits.NONE.withMinimumAbsolute(50 * MEGA));
    }

    @Test
    void minimumsOfTheOtherKindAreRefused() {
        refused(
                "guest cannot have this minimum bandwidth: the switch was made with minimum bandwidths in bit/s",
                () -> load.guest("guest", BandwidthLimits.NONE.withMinimumWeight(1)));
        load.vswitch.withdraw(bandwidth);
        Bandwidth.on(load.vswitch, BandwidthMode.WEIGHT, port -> 0);
        refused(
                "guest cannot have this minimum bandwidth: the switch was made with minimum bandwidths by weight",
                () -> load.guest("guest", BandwidthLimits.NONE.withMinimumAbsolute(8)));
    }

    @Test
    void aSwitchWithoutMinimumsHasMaximumsAllTheSame() {
        load.vswitch.withdraw(bandwidth);
        Bandwidth none = Bandwidth.on(load.vswitch, BandwidthMode.NONE, port -> 100 * MEGA);
        refused(
                "guest cannot have this minimum bandwidth: the switch was made with no minimum bandwidths",
                () -> load.guest("guest", BandwidthLimits.NONE.withMinimumWeight(1)));
        load.uplink("nic0", 100 * MEGA);
        load.guest("guest", BandwidthLimits.NONE.withMaximum(MEGA));
        assertEquals(
                List.of("maximum to send"),
                none.readings().stream().map(BandwidthReading::limit).toList());
    }

    @Test
    void aPortWithoutLimitsPaysNothing() {
        Load.Guest guest = load.guest("guest", BandwidthLimits.NONE);
        Load.Guest wire = load.uplink("nic0", 100 * MEGA);
        assertTrue(guest.address().bits() > 0 && wire.address().bits() == 0);
        for (Port port : load.vswitch.ports()) assertNull(bandwidth.at(port, port.settings(), null));
        assertEquals(List.of(), bandwidth.readings());
    }

    @Test
    void limitsThatStayKeepTheirBucketsAndCountsWhenOthersChange() {
        load.uplink("nic0", 100 * MEGA);
        Load.Guest guest = load.guest("guest", BandwidthLimits.NONE.withMaximum(8 * MEGA));
        while (load.port("guest").counters().droppedIncoming().frames() == 0) {
            guest.send(Load.frame(guest.address(), Load.OUTSIDE, 1514));
        }
        long passed = load.port("nic0").counters().sent().frames();
        load.guest("another", BandwidthLimits.NONE.withMinimumAbsolute(MEGA));
        guest.send(Load.frame(guest.address(), Load.OUTSIDE, 1514));
        assertEquals(passed, load.port("nic0").counters().sent().frames(), "the bucket was empty and still is");
        load.port("guest").change(load.port("guest").settings().with(BandwidthLimits.NONE.withMaximum(16 * MEGA)));
        guest.send(Load.frame(guest.address(), Load.OUTSIDE, 1514));
        assertEquals(passed + 1, load.port("nic0").counters().sent().frames(), "a new maximum has a new bucket");
        BandwidthReading reading = bandwidth.readings().getFirst();
        assertEquals(2, reading.droppedFrames());
        assertEquals(16 * MEGA, reading.bitsPerSecond());
    }

    @Test
    void limitsGoWithTheirPort() {
        load.guest("guest", BandwidthLimits.NONE.withMaximum(MEGA));
        load.port("guest").unplug();
        assertEquals(List.of(), bandwidth.readings());
    }

    @Test
    void aRehearsalTakesNothingAndSaysWhy() {
        load.uplink("nic0", 100 * MEGA);
        Load.Guest guest =
                load.guest("guest", BandwidthLimits.NONE.withMaximum(8 * MEGA).withMinimumAbsolute(MEGA));
        Frame frame = Load.frame(guest.address(), Load.OUTSIDE, 1514);
        for (int i = 0; i < 1000; i++) load.vswitch.rehearse(load.port("guest"), frame);
        String story = load.vswitch.rehearse(load.port("guest"), frame).toString();
        assertTrue(story.contains("guest sends no more than its maximum of 8000000 bit/s just now"), story);
        assertTrue(story.contains("of uplink nic0 guest is sure of 1000000 bit/s; it is within its minimum"), story);
        while (load.port("guest").counters().droppedIncoming().frames() == 0) guest.send(frame);
        String sequel = load.vswitch.rehearse(load.port("guest"), frame).toString();
        assertTrue(sequel.contains("guest sends more than its maximum of 8000000 bit/s just now"), sequel);
    }

    @Test
    void aReadingIsASentence() {
        BandwidthReading reading =
                new BandwidthReading("web", "maximum to send", 20 * MEGA, 10, 41_234_000, 20 * MEGA, 20_104_000, 7);
        assertEquals(
                "web, maximum to send 20.000 Mbit/s: in the last 10.0 s 41.234 Mbit/s came, 20.000 Mbit/s were due,"
                        + " 20.104 Mbit/s passed, error +0.52 %",
                reading.sentence());
        assertEquals(0, new BandwidthReading("web", "maximum to send", 8, 0, 0, 0, 0, 0).errorPercent());
    }

    private static void refused(String sentence, Runnable wrong) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
    }
}
