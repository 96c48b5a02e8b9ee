package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.emulated.device.AdapterBench.BUFFERS;
import static viridian.emulated.device.AdapterBench.OTHER;
import static viridian.emulated.device.AdapterBench.OWN;
import static viridian.emulated.device.AdapterBench.RECEIVE_RING;
import static viridian.emulated.device.AdapterBench.bytes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;

/** An adapter before which three frames may wait, and whose driver has given it one descriptor. */
class BacklogTest {

    private static final int WAITING = 3;

    private final Swing time = new Swing();
    private final AdapterBench bench =
            new AdapterBench(Dec21140Settings.of(OWN).withOscillator(time).withBacklog(3));

    @BeforeEach
    void listen() {
        bench.oneReceiveDescriptor();
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
    }

    @Test
    void whatFindsNoDescriptorWaitsAndIsNotMissed() {
        for (int size = 100; size < 104; size++) assertTrue(bench.hears(frame(size)));
        assertEquals(1, bench.adapter.counters().received());
        assertEquals(0, bench.adapter.counters().missed());
        assertEquals(WAITING, bench.receiveState());
    }

    @Test
    void theNextRegisterAccessBringsTheOldestFrameThatWaits() {
        bench.hears(frame(100));
        bench.hears(frame(101));
        bench.hears(frame(102));
        bench.oneReceiveDescriptor();
        bench.read(Csr.GENERAL_PURPOSE);
        assertArrayEquals(bytes(frame(101)), bench.take(BUFFERS, 101));
        bench.oneReceiveDescriptor();
        bench.write(Csr.STATUS, Csr.RECEIVED);
        assertArrayEquals(bytes(frame(102)), bench.take(BUFFERS, 102));
        assertEquals(Csr.RECEIVED, bench.causes() & Csr.RECEIVED, "what was acknowledged came before");
    }

    @Test
    void aNewFrameOvertakesNoneThatWaits() {
        bench.hears(frame(100));
        bench.hears(frame(101));
        bench.oneReceiveDescriptor();
        bench.hears(frame(102));
        assertArrayEquals(bytes(frame(101)), bench.take(BUFFERS, 101));
    }

    @Test
    void aDriverThatTouchesNoRegisterGetsThemAfterAWhile() {
        bench.hears(frame(100));
        bench.hears(frame(101));
        time.pass(5_000_000);
        assertEquals(1, bench.adapter.counters().received(), "there is no descriptor yet");
        bench.oneReceiveDescriptor();
        time.pass(1_000_000);
        assertEquals(2, bench.adapter.counters().received());
        assertEquals(0, time.waiting());
    }

    @Test
    void whatFindsNoPlaceToWaitIsMissed() {
        for (int size = 100; size < 104; size++) bench.hears(frame(size));
        assertFalse(bench.hears(frame(104)));
        assertEquals(1, bench.adapter.counters().missed());
        assertEquals(Csr.RECEIVE_FULL, bench.causes() & Csr.RECEIVE_FULL);
    }

    @Test
    void theBusResetForgetsThem() {
        bench.hears(frame(100));
        bench.hears(frame(101));
        bench.adapter.reset();
        bench.adapter.configWrite(ConfigurationSpace.COMMAND, 2, ConfigurationSpace.BUS_MASTER);
        assertNothingWaits();
    }

    @Test
    void aResetForgetsThem() {
        bench.hears(frame(100));
        bench.hears(frame(101));
        bench.write(Csr.BUS_MODE, 1);
        assertNothingWaits();
    }

    /** An adapter that listens again after its reset, with room for a frame, hears none of those before. */
    private void assertNothingWaits() {
        bench.oneReceiveDescriptor();
        bench.write(Csr.RECEIVE_LIST, (int) RECEIVE_RING);
        bench.mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
        time.pass(10_000_000);
        assertEquals(1, bench.adapter.counters().received());
        assertTrue(bench.isOwned(RECEIVE_RING));
    }

    private static Frame frame(int length) {
        return FrameBuilder.frame(OTHER, OWN).length(length).build();
    }
}
