package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;
import static viridian.emulated.device.AdapterBench.sizes;

import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.FrameBuilder;

/** Frames without end, either way. */
class WatchdogsTest {

    private final AdapterBench bench = new AdapterBench();

    @Test
    void babbleAboveTwoKilobytesStopsTheAdapterThatCountsThem() {
        bench.write(Csr.WATCHDOG, Csr.JABBER_CLOCK);
        send(1);
        assertEquals(Csr.TRANSMIT_JABBER | Csr.TRANSMIT_STOPPED, bench.causes());
        assertEquals(0, bench.transmitState());
        assertEquals(Descriptor.JABBER | Descriptor.ERROR_SUMMARY, bench.status(last(1)));
        assertEquals(0, bench.sent().size());
    }

    @Test
    void byTimeItStopsOnlyAfterMore() {
        send(1);
        assertEquals(0, bench.causes() & Csr.TRANSMIT_JABBER);
        assertEquals(1, bench.adapter.counters().tooLong());
        assertEquals(0, bench.sent().size(), "no switch takes it");
        assertFalse(bench.isOwned(last(1)));
        bench.withoutMode(Csr.START_TRANSMIT);
        send(8);
        assertEquals(Csr.TRANSMIT_JABBER, bench.causes() & Csr.TRANSMIT_JABBER);
    }

    @Test
    void nothingIsBabbleWhenTheTimerIsOff() {
        bench.write(Csr.WATCHDOG, Csr.JABBER_DISABLE | Csr.JABBER_CLOCK);
        send(20);
        assertEquals(0, bench.causes() & Csr.TRANSMIT_JABBER);
        assertEquals(1, bench.adapter.counters().tooLong());
    }

    @Test
    void aFrameAboveTwoKilobytesIsReportedAndNotHeard() {
        bench.hearEverything();
        assertFalse(hears(2049));
        assertEquals(Csr.RECEIVE_WATCHDOG, bench.causes());
        assertEquals(1, bench.adapter.counters().tooLong());
    }

    @Test
    void aShorterOneIsOnlyTooLong() {
        bench.hearEverything();
        assertFalse(hears(2048));
        assertEquals(0, bench.causes());
        assertEquals(1, bench.adapter.counters().tooLong());
    }

    @Test
    void aReceiveWatchdogThatIsOffSaysNothing() {
        bench.write(Csr.WATCHDOG, Csr.RECEIVE_WATCHDOG_DISABLE);
        bench.hearEverything();
        assertFalse(hears(9000));
        assertEquals(0, bench.causes());
    }

    private boolean hears(int length) {
        return bench.hears(FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN)
                .length(length)
                .build());
    }

    /** A frame of so many descriptors of four kilobytes, and one of a hundred bytes. */
    private void send(int full) {
        for (int i = 0; i < full; i++) {
            int begins = i == 0 ? Descriptor.FIRST : 0;
            bench.own(TRANSMIT_RING + (long) i * Descriptor.BYTES, begins | sizes(2047, 2047), BUFFERS, BUFFERS);
        }
        bench.own(last(full), Descriptor.LAST | 100, BUFFERS, 0);
        bench.write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING);
        bench.mode(Csr.START_TRANSMIT);
    }

    private static long last(int full) {
        return TRANSMIT_RING + (long) full * Descriptor.BYTES;
    }
}
