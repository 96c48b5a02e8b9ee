package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;

import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** An adapter that sends on another thread than the one that pokes it: here, when the test lets it. */
class TransmitterTest {

    private static final int RUNNING = 3;
    private static final int SUSPENDED = 6;

    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private final AdapterBench bench =
            new AdapterBench(Dec21140Settings.of(AdapterBench.OWN).withTransmitter(work::add));

    @Test
    void aPokeIsAnsweredBeforeAnythingIsSent() {
        bench.offer(0, 0);
        bench.mode(Csr.START_TRANSMIT);
        assertEquals(0, bench.sent().size());
        assertEquals(RUNNING, bench.transmitState());
        work();
        assertEquals(1, bench.sent().size());
        assertEquals(SUSPENDED, bench.transmitState());
    }

    @Test
    void manyPokesAreOnePieceOfWork() {
        for (int i = 0; i < 10; i++) {
            bench.offer(i, 0);
            if (i == 0) bench.mode(Csr.START_TRANSMIT);
            else bench.write(Csr.TRANSMIT_POLL, 0);
        }
        assertEquals(1, work.size());
        work();
        assertEquals(10, bench.sent().size());
        assertEquals(1, bench.wire.flushes());
    }

    @Test
    void aResetBeforeItBeginsLeavesNothingToDo() {
        bench.offer(0, 0);
        bench.mode(Csr.START_TRANSMIT);
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        work();
        assertEquals(0, bench.sent().size());
        assertTrue(bench.isOwned(TRANSMIT_RING));
    }

    @Test
    void aStopBeforeItBeginsStopsAtOnce() {
        bench.offer(0, 0);
        bench.mode(Csr.START_TRANSMIT);
        bench.withoutMode(Csr.START_TRANSMIT);
        assertEquals(0, bench.transmitState());
        assertEquals(Csr.TRANSMIT_STOPPED, bench.causes());
        work();
        assertEquals(0, bench.sent().size());
    }

    @Test
    void aResetAndANewListAreServedByTheWorkAtHand() {
        bench.offer(0, 0);
        bench.mode(Csr.START_TRANSMIT);
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        bench.offer(5, 0);
        bench.write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING + 5 * Descriptor.BYTES);
        bench.mode(Csr.START_TRANSMIT);
        work();
        assertEquals(1, bench.sent().size());
        assertTrue(bench.isOwned(TRANSMIT_RING));
    }

    private void work() {
        while (!work.isEmpty()) work.remove().run();
    }
}
