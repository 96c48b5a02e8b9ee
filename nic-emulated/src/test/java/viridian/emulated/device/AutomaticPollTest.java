package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import viridian.partitions.pci.ConfigurationSpace;

/** An adapter that looks into its list by itself. */
class AutomaticPollTest {

    private static final int EVERY_800_MICROSECONDS = 2 << Csr.AUTOMATIC_POLL_SHIFT;
    private static final long PERIOD = 800_000;

    private final Swing swing = new Swing();
    private final AdapterBench bench =
            new AdapterBench(Dec21140Settings.of(AdapterBench.OWN).withOscillator(swing));

    @Test
    void sendsWithoutAPoke() {
        bench.write(Csr.BUS_MODE, EVERY_800_MICROSECONDS);
        bench.mode(Csr.START_TRANSMIT);
        swing.pass(3 * PERIOD);
        bench.offer(0, 0);
        swing.pass(PERIOD);
        assertEquals(1, bench.sent().size());
        bench.offer(1, 0);
        swing.pass(PERIOD);
        assertEquals(1, bench.sent().size());
    }

    @Test
    void saysOnceThatThereIsNothing() {
        bench.write(Csr.BUS_MODE, EVERY_800_MICROSECONDS);
        bench.mode(Csr.START_TRANSMIT);
        bench.write(Csr.STATUS, -1);
        swing.pass(10 * PERIOD);
        assertEquals(0, bench.causes());
    }

    @Test
    void doesNotHappenUnlessAskedFor() {
        bench.mode(Csr.START_TRANSMIT);
        bench.offer(0, 0);
        swing.pass(1_000_000_000);
        assertEquals(0, bench.sent().size());
        assertEquals(0, swing.waiting());
    }

    @Test
    void endsWithAReset() {
        bench.write(Csr.BUS_MODE, EVERY_800_MICROSECONDS);
        bench.mode(Csr.START_TRANSMIT);
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        swing.pass(1_000_000_000);
        assertEquals(0, swing.waiting());
    }

    @Test
    void restsWhileTheProcessIsStopped() {
        bench.write(Csr.BUS_MODE, EVERY_800_MICROSECONDS);
        bench.mode(Csr.START_TRANSMIT);
        bench.withoutMode(Csr.START_TRANSMIT);
        swing.pass(1_000_000_000);
        assertEquals(0, swing.waiting());
    }

    @Test
    void waitsForLeaveToMasterTheBus() {
        bench.write(Csr.BUS_MODE, EVERY_800_MICROSECONDS);
        bench.mode(Csr.START_TRANSMIT);
        bench.command(ConfigurationSpace.IO_ENABLE);
        bench.offer(0, 0);
        swing.pass(5 * PERIOD);
        assertEquals(0, bench.sent().size());
        bench.command(ConfigurationSpace.IO_ENABLE | ConfigurationSpace.BUS_MASTER);
        swing.pass(PERIOD);
        assertEquals(1, bench.sent().size());
    }
}
