package viridian.emulated.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.emulated.device.AdapterCounters;
import viridian.partitions.Hypervisor;
import viridian.partitions.Turns;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.nic.Station;

/** What frames cost in register accesses: the numbers counted under the Linux tulip driver on a 21140. */
class TrapCountTest {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-01-02-03");
    private static final MacAddress PEER = MacAddress.parse("00-15-5D-01-02-04");
    private static final int BURST = 32;

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final LegacyGuest guest = new LegacyGuest(hypervisor, "guest", OWN);
    private long traps = guest.device.counters().traps();
    private long interrupts;

    @AfterEach
    void end() {
        hypervisor.close();
    }

    @Test
    void theProbeReadsTheSerialRomBitByBit() {
        assertEquals(8970 + 3, traps);
    }

    @Test
    void opening() {
        guest.device.start(new RecordingNic(MacAddress.NONE));
        new Station(guest.driver);
        turns.take();
        assertCost(13, 0);
    }

    @Test
    void aLoneFrameSent() {
        Station station = opened();
        station.saysTo(PEER);
        turns.take();
        assertCost(5, 1);
    }

    @Test
    void aBurstSentIsAnnouncedOnce() {
        opened();
        for (int i = 0; i < BURST; i++)
            guest.driver.accept(FrameBuilder.frame(OWN, PEER).build());
        guest.driver.flush();
        turns.take();
        assertCost(5, 1);
    }

    @Test
    void aLoneFrameReceived() {
        opened();
        guest.device.accept(FrameBuilder.frame(PEER, OWN).build());
        turns.take();
        assertCost(9, 1);
    }

    @Test
    void aBurstReceivedIsServedByOneInterrupt() {
        opened();
        for (int i = 0; i < BURST; i++)
            guest.device.accept(FrameBuilder.frame(PEER, OWN).build());
        turns.take();
        assertCost(9, 1);
    }

    @Test
    void aRequestAndItsAnswerFromTheReceivePath() {
        guest.device.start(new RecordingNic(MacAddress.NONE));
        guest.driver.start(new Answering());
        turns.take();
        settled();
        guest.device.accept(FrameBuilder.frame(PEER, OWN).build());
        turns.take();
        long cost = settled();
        assertTrue(cost >= 10 && cost <= 14, "a request and its answer cost 10 to 14, not " + cost);
    }

    private Station opened() {
        guest.device.start(new RecordingNic(MacAddress.NONE));
        Station station = new Station(guest.driver);
        turns.take();
        settled();
        return station;
    }

    private void assertCost(long accesses, long raised) {
        AdapterCounters now = guest.device.counters();
        assertEquals(raised, now.interrupts() - interrupts, "interrupts");
        assertEquals(accesses, settled(), "register accesses");
    }

    /** Register accesses since it was last asked. */
    private long settled() {
        AdapterCounters now = guest.device.counters();
        long cost = now.traps() - traps;
        traps = now.traps();
        interrupts = now.interrupts();
        return cost;
    }

    /** A guest that answers each frame within its burst. */
    private final class Answering implements FrameSink {

        @Override
        public boolean accept(Frame frame) {
            return guest.driver.accept(FrameBuilder.frame(OWN, PEER).build());
        }

        @Override
        public void flush() {
            guest.driver.flush();
        }
    }
}
