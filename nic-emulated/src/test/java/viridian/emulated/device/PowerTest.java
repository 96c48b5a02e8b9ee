package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

/** An adapter that the driver has put to sleep by configuration space (CFDA). */
class PowerTest {

    private static final int SLEEP = 1 << 31;
    private static final int SNOOZE = 1 << 30;

    private final AdapterBench bench = new AdapterBench();

    @Test
    void asleepItAnswersInConfigurationSpaceOnly() {
        power(SLEEP | 0x5500);
        assertEquals(SLEEP | 0x5500, bench.adapter.configRead(AdapterIdentity.POWER_MODE, 4));
        assertEquals(Dec21140.VENDOR, bench.adapter.configRead(0, 2));
        assertEquals(-1, bench.read(Csr.STATUS), "as a card that is gone");
        bench.write(Csr.INTERRUPT_ENABLE, Csr.NORMAL);
        power(0);
        assertEquals(0xFFFE_0000, bench.read(Csr.INTERRUPT_ENABLE));
    }

    @Test
    void asleepItHearsNothing() {
        bench.hearEverything();
        power(SLEEP);
        assertFalse(bench.hears(frame()));
        assertEquals(1, bench.adapter.counters().refused());
        power(0);
        assertTrue(bench.hears(frame()));
    }

    @Test
    void wokenItSendsWhatItHadToSend() {
        bench.mode(Csr.START_TRANSMIT);
        bench.offer(0, 0);
        power(SLEEP);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertEquals(0, bench.sent().size());
        power(0);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertEquals(1, bench.sent().size());
    }

    @Test
    void snoozingItWakesByItself() {
        power(SNOOZE);
        bench.hearEverything();
        assertTrue(bench.hears(frame()));
    }

    @Test
    void aResetOfTheBusWakesIt() {
        power(SLEEP);
        bench.adapter.reset();
        assertEquals(0xFC00_0000, bench.read(Csr.STATUS));
    }

    private void power(int value) {
        bench.adapter.configWrite(AdapterIdentity.POWER_MODE, 4, value);
    }

    private static Frame frame() {
        return FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN).build();
    }
}
