package viridian.vswitch.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.DropReason;

/** Ten seconds of load against a target: what passed is within a per cent of it, and the reading says so. */
class BandwidthAccuracyTest {

    private static final long MILLISECOND = 1_000_000L;
    private static final long MEGA = 1_000_000L;

    private final Load load = new Load();
    private Bandwidth bandwidth = Bandwidth.on(load.vswitch, BandwidthMode.DEFAULT, port -> 0);

    @BeforeEach
    void anUplink() {
        load.uplink("wire", 0);
    }

    @ParameterizedTest(name = "{0} Mbit/s, frames of {1} bytes, {2} times as much offered")
    @CsvSource({"11, 1514, 2", "20, 60, 3", "100, 1514, 1.05", "100, 65550, 4", "400, 9014, 1.5", "1000, 1514, 2"})
    void aConstantSenderIsHeldToItsMaximum(long maximum, int bytes, double times) {
        Load.Guest guest = load.guest("guest", BandwidthLimits.NONE.withMaximum(maximum * MEGA));
        load.sends(guest, Source.constant(bytes, times * maximum * MEGA));
        load.run(bandwidth, 10);
        BandwidthReading reading = reading("guest");
        assertEquals(1, reading.due() / (1e6 * maximum), 1e-3);
        assertEquals(0, reading.errorPercent(), 1, reading::sentence);
        assertEquals(10, reading.seconds(), 1e-9);
        assertEquals(load.port("guest").counters().droppedIncoming().frames(DropReason.QOS), reading.droppedFrames());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aBurstySenderThatWantsMoreInTheMeanIsHeldToItsMaximum(long seed) {
        Load.Guest guest = load.guest("guest", BandwidthLimits.NONE.withMaximum(50 * MEGA));
        // 250 Mbit/s for 5 ms, then nothing for 5 ms, both in the mean: 125 Mbit/s of 50.
        load.sends(guest, Source.onAndOff(1514, 250 * MEGA, 5 * MILLISECOND, seed));
        load.run(bandwidth, 10);
        assertEquals(
                0,
                reading("guest").errorPercent(),
                1,
                () -> "seed " + seed + ": " + reading("guest").sentence());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aBurstySenderBelowItsMaximumLosesNothingInBurstsTheBucketHolds(long seed) {
        Load.Guest guest = load.guest("guest", BandwidthLimits.NONE.withMaximum(50 * MEGA));
        load.sends(guest, Source.onAndOff(1514, 60 * MEGA, 10 * MILLISECOND, seed));
        load.run(bandwidth, 10);
        assertEquals(
                0,
                reading("guest").errorPercent(),
                0.1,
                () -> "seed " + seed + ": " + reading("guest").sentence());
    }

    @Test
    void whatAGuestReceivesIsHeldToItsMaximumToo() {
        load.guest("guest", BandwidthLimits.NONE.withMaximumReceive(20 * MEGA));
        Load.Guest flood = load.guest("flood", BandwidthLimits.NONE);
        long frames = 20_000;
        for (int i = 0; i < frames; i++) {
            load.now = i * 500_000L;
            if (i % 200 == 0) bandwidth.tick(load.now);
            flood.send(Load.frame(flood.address(), load.port("guest").settings().address(), 1514 * 2));
        }
        BandwidthReading reading = reading("guest");
        assertEquals("maximum to receive", reading.limit());
        assertEquals(0, reading.errorPercent(), 1, reading::sentence);
        assertEquals(
                frames - load.port("guest").counters().sent().frames(),
                load.port("guest").counters().droppedOutgoing().frames(DropReason.QOS));
    }

    @Test
    void aSenderWithinItsMaximumGetsAllItOffers() {
        Load.Guest guest = load.guest("guest", BandwidthLimits.NONE.withMaximum(50 * MEGA));
        load.sends(guest, Source.constant(1514, 49 * MEGA));
        load.run(bandwidth, 10);
        assertEquals(0, reading("guest").errorPercent());
        assertEquals(0, reading("guest").droppedFrames());
    }

    @Test
    void sharesOfACrowdedUplinkAreWithinTwoPerCentAndSoIsTheDefaultFlow() {
        load.uplink("nic0", 100 * MEGA);
        load.port("wire").unplug();
        int[] weights = {1, 2, 6};
        for (int weight : weights) {
            Load.Guest guest = load.guest("weight " + weight, BandwidthLimits.NONE.withMinimumWeight(weight));
            load.sends(guest, Source.constant(1514, 100e6 + weight));
        }
        for (int i = 0; i < 2; i++) {
            load.sends(load.guest("plain " + i, BandwidthLimits.NONE), Source.constant(1514, 60e6 + i));
        }
        load.run(bandwidth, 10);
        for (int weight : weights) assertShare("weight " + weight, weight * 10);
        assertShare(BandwidthReading.DEFAULT_FLOW, 10);
    }

    @Test
    void absoluteMinimumsAreKeptAndTheRestIsLentInTheirProportion() {
        load.vswitch.withdraw(bandwidth);
        bandwidth = Bandwidth.on(load.vswitch, BandwidthMode.ABSOLUTE, port -> 100 * MEGA);
        Load.Guest ten = load.guest("ten", BandwidthLimits.NONE.withMinimumAbsolute(10 * MEGA));
        Load.Guest twenty = load.guest("twenty", BandwidthLimits.NONE.withMinimumAbsolute(20 * MEGA));
        load.guest("idle", BandwidthLimits.NONE.withMinimumAbsolute(60 * MEGA));
        load.sends(ten, Source.constant(1514, 150 * MEGA));
        load.sends(twenty, Source.constant(1514, 151 * MEGA));
        load.run(bandwidth, 10);
        assertShare("ten", 100 / 3.0);
        assertShare("twenty", 200 / 3.0);
    }

    private void assertShare(String port, double megabits) {
        BandwidthReading reading = reading(port);
        assertEquals(1, reading.passed() / (1e6 * megabits), 0.02, reading::sentence);
        assertTrue(Math.abs(reading.errorPercent()) < 2, reading::sentence);
    }

    private BandwidthReading reading(String port) {
        return bandwidth.readings().stream()
                .filter(reading -> reading.port().equals(port))
                .findFirst()
                .orElseThrow();
    }
}
