package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GeneralTimerTest {

    private static final int SERIAL_UNIT = 204_800;
    private static final int FAST_UNIT = 81_920;
    private static final int SLOW_UNIT = 819_200;

    private final Swing swing = new Swing();
    private final AdapterBench bench =
            new AdapterBench(Dec21140Settings.of(AdapterBench.OWN).withOscillator(swing));

    @Test
    void runsOutOnceAfterItsCount() {
        bench.write(Csr.TIMER, 10);
        swing.pass(10 * SERIAL_UNIT - 1);
        assertEquals(0, bench.causes());
        swing.pass(1);
        assertEquals(Csr.TIMER_EXPIRED, bench.causes());
        bench.write(Csr.STATUS, -1);
        swing.pass(1_000_000_000);
        assertEquals(0, bench.causes());
    }

    @Test
    void showsWhatIsLeft() {
        bench.write(Csr.TIMER, 10);
        assertEquals(0xFFFE_000A, bench.read(Csr.TIMER));
        swing.pass(3 * SERIAL_UNIT);
        assertEquals(0xFFFE_0007, bench.read(Csr.TIMER));
        swing.pass(7 * SERIAL_UNIT);
        assertEquals(0xFFFE_0000, bench.read(Csr.TIMER));
    }

    @Test
    void countsByTheClockOfItsPort() {
        bench.mode(Csr.FAST_PORT);
        bench.write(Csr.TIMER, 100);
        swing.pass(100 * FAST_UNIT);
        assertEquals(Csr.TIMER_EXPIRED, bench.causes());
        bench.write(Csr.STATUS, -1);
        bench.mode(Csr.FAST_PORT | Csr.SLOW_THRESHOLDS);
        bench.write(Csr.TIMER, 100);
        swing.pass(100 * SLOW_UNIT - 1);
        assertEquals(0, bench.causes());
        swing.pass(1);
        assertEquals(Csr.TIMER_EXPIRED, bench.causes());
    }

    @Test
    void beginsAgainIfItShall() {
        bench.write(Csr.TIMER, Csr.TIMER_CONTINUOUS | 5);
        for (int i = 0; i < 3; i++) {
            swing.pass(5 * SERIAL_UNIT);
            assertEquals(Csr.TIMER_EXPIRED, bench.causes());
            bench.write(Csr.STATUS, -1);
        }
        assertEquals(0xFFFF_0005, bench.read(Csr.TIMER));
    }

    @Test
    void isStoppedByZeroAndByReset() {
        bench.write(Csr.TIMER, 5);
        bench.write(Csr.TIMER, 0);
        bench.write(Csr.TIMER, 5);
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        swing.pass(1_000_000_000);
        assertEquals(0, bench.causes());
        assertEquals(0, swing.waiting());
    }

    @Test
    void isStartedAnewByAnotherCount() {
        bench.write(Csr.TIMER, 5);
        swing.pass(4 * SERIAL_UNIT);
        bench.write(Csr.TIMER, 5);
        swing.pass(4 * SERIAL_UNIT);
        assertEquals(0, bench.causes());
        swing.pass(SERIAL_UNIT);
        assertEquals(Csr.TIMER_EXPIRED, bench.causes());
    }

    @Test
    void interruptsByWhicheverGroupIsEnabled() {
        for (int group : new int[] {Csr.NORMAL, Csr.ABNORMAL}) {
            bench.write(Csr.INTERRUPT_ENABLE, group | Csr.TIMER_EXPIRED);
            bench.write(Csr.TIMER, 1);
            assertFalse(bench.line.up);
            swing.pass(SERIAL_UNIT);
            assertTrue(bench.line.up);
            bench.write(Csr.STATUS, Csr.TIMER_EXPIRED);
            assertFalse(bench.line.up);
        }
    }

    @Test
    void doesNotWakeTheHostMoreOftenThanFiveTimesInAMillisecond() {
        bench.mode(Csr.FAST_PORT);
        bench.write(Csr.TIMER, Csr.TIMER_CONTINUOUS | 1);
        swing.pass(FAST_UNIT);
        assertEquals(0, bench.causes());
        swing.pass(200_000 - FAST_UNIT);
        assertEquals(Csr.TIMER_EXPIRED, bench.causes());
    }
}
