package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;

import org.junit.jupiter.api.Test;

/** What an adapter says of frames it sends with nothing plugged in. */
class CarrierTest {

    private static final int LOST = Descriptor.ERROR_SUMMARY | Descriptor.NO_CARRIER | Descriptor.LOSS_OF_CARRIER;

    private final AdapterBench bench = new AdapterBench();

    @Test
    void pluggedInItMissesNothing() {
        assertEquals(0, send(Csr.SYMBOLS));
    }

    @Test
    void withoutACableThereIsNoCarrier() {
        bench.adapter.close();
        assertEquals(LOST, send(0));
        assertEquals(1, bench.adapter.counters().refused());
    }

    @Test
    void theSymbolPortReportsItsLinkBesides() {
        bench.adapter.close();
        assertEquals(LOST | Descriptor.LINK_FAIL, send(Csr.FAST_PORT | Csr.SYMBOLS));
    }

    @Test
    void inFullDuplexNobodyLooksForACarrier() {
        bench.adapter.close();
        assertEquals(0, send(Csr.FULL_DUPLEX));
    }

    @Test
    void theSymbolPortsLinkAloneIsNoErrorInTheSummary() {
        bench.adapter.close();
        assertEquals(Descriptor.LINK_FAIL, send(Csr.FULL_DUPLEX | Csr.SYMBOLS));
    }

    @Test
    void loopbackNeedsNoCable() {
        bench.adapter.close();
        assertEquals(0, send(1 << Csr.LOOPBACK_SHIFT));
    }

    @Test
    void theProcessGoesOnAndTheDriverIsTold() {
        bench.adapter.close();
        send(0);
        assertTrue((bench.causes() & Csr.TRANSMITTED) != 0);
        bench.adapter.start(bench.wire);
        bench.offer(1, Descriptor.INTERRUPT);
        bench.write(Csr.TRANSMIT_POLL, 0);
        assertEquals(1, bench.sent().size());
        assertEquals(0, bench.status(TRANSMIT_RING + Descriptor.BYTES));
    }

    /** The status of a frame that is sent in this mode. */
    private int send(int mode) {
        bench.offer(0, Descriptor.INTERRUPT);
        bench.mode(mode | Csr.START_TRANSMIT);
        return bench.status(TRANSMIT_RING);
    }
}
