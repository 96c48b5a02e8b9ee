package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.RECEIVE_RING;
import static viridian.emulated.device.AdapterBench.TRANSMIT_RING;
import static viridian.emulated.device.AdapterBench.sizes;

import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

class EarlyInterruptsTest {

    private static final int WHOLE = Descriptor.FIRST | Descriptor.LAST;
    private static final int EARLY = Csr.EARLY_TRANSMIT | Csr.EARLY_RECEIVE;

    private final AdapterBench bench = new AdapterBench();

    @Test
    void aFrameThatHasLeftMemorySaysSo() {
        send(0);
        assertEquals(Csr.EARLY_TRANSMIT, bench.causes() & (EARLY | Csr.TRANSMITTED));
    }

    @Test
    void thatItIsSentTakesItBack() {
        send(Descriptor.INTERRUPT);
        assertEquals(Csr.TRANSMITTED, bench.causes() & (EARLY | Csr.TRANSMITTED));
    }

    @Test
    void aFirstBufferThatIsFullInterruptsBeforeTheFrameIsThere() {
        bench.write(Csr.INTERRUPT_ENABLE, Csr.NORMAL | Csr.EARLY_RECEIVE);
        listen(sizes(100, 1000));
        bench.hears(frame(300));
        assertEquals(1, bench.line.raised);
        assertEquals(Csr.RECEIVED, bench.causes(), "and it is past when the frame is there");
    }

    @Test
    void aFrameThatDoesNotFillItDoesNot() {
        bench.write(Csr.INTERRUPT_ENABLE, Csr.NORMAL | Csr.EARLY_RECEIVE);
        listen(sizes(1000, 1000));
        bench.hears(frame(300));
        assertEquals(0, bench.line.raised);
    }

    private void listen(int sizes) {
        bench.own(RECEIVE_RING, Descriptor.END_OF_RING | sizes, BUFFERS, BUFFERS + 0x1000);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
    }

    private void send(int control) {
        bench.put(BUFFERS, frame(100));
        bench.own(TRANSMIT_RING, WHOLE | control | 100, BUFFERS, 0);
        bench.mode(Csr.START_TRANSMIT);
    }

    private static Frame frame(int length) {
        return FrameBuilder.frame(AdapterBench.OTHER, AdapterBench.OWN)
                .length(length)
                .build();
    }
}
