package viridian.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.vmbus.ChannelCounters;
import viridian.partitions.vmbus.ChannelReport;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.guest.TcpFrame;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.host.NetVspSettings;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Station;

/** An adapter with several channels: frames are spread over them by flow, both ways, and stay in order within each. */
class SpreadingTest {

    private static final int FLOWS = 40;
    private static final int ROUNDS = 12;

    private final Bench bench = new Bench();
    private final NetVsp host = new NetVsp(Bench.address(2), NetVspSettings.MODERN.withChannels(4));
    private final Station wire = new Station(host);
    private final Bench.Guest guest = bench.running(
            host, NetVscSettings.SMALL.withQueues(4).withRingBytes(8 * 4096).withLargeBytes(20 * 4096));

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void framesForTheGuestGoByAllChannelsInTheOrderOfTheirFlow() {
        Station stack = new Station(guest.driver());
        bench.settle();
        for (int round = 0; round < ROUNDS; round++) {
            for (int flow = 0; flow < FLOWS; flow++) assertTrue(host.accept(frame(flow, round)));
            host.flush();
            bench.settle();
        }
        assertInOrder(stack.heard());
        for (ChannelReport channel : channels()) {
            assertTrue(counters(channel).sent().packets() >= ROUNDS, channel + " carried next to nothing");
        }
    }

    @Test
    void framesOfTheGuestComeFromAllChannelsInTheOrderOfTheirFlow() {
        guest.driver().start(wire);
        bench.settle();
        for (int round = 0; round < ROUNDS; round++) {
            for (int flow = 0; flow < FLOWS; flow++) {
                assertTrue(guest.driver().accept(frame(flow, round)));
            }
            guest.driver().flush();
            bench.settle();
        }
        assertInOrder(wire.heard());
        for (ChannelReport channel : channels()) {
            assertTrue(counters(channel).received().packets() > 0, channel + " carried nothing");
        }
    }

    @Test
    void withTheFirstChannelTheOthersGo() {
        guest.driver().close();
        bench.settle();
        assertEquals(1, channels().size());
        assertEquals(false, host.isRunning());
    }

    private List<ChannelReport> channels() {
        return guest.partition().vmbus().report();
    }

    private static ChannelCounters counters(ChannelReport channel) {
        ChannelCounters counters = channel.counters();
        if (counters == null) throw new AssertionError(channel + " is not open");
        return counters;
    }

    private static void assertInOrder(List<Frame> heard) {
        assertEquals(FLOWS * ROUNDS, heard.size());
        Map<Integer, Integer> next = new HashMap<>();
        for (Frame frame : heard) {
            int flow = BigEndian.u16(frame.bytes(), 34);
            assertEquals(next.getOrDefault(flow, 0), (int) BigEndian.u32(frame.bytes(), 38), "flow " + flow);
            next.merge(flow, 1, Integer::sum);
        }
    }

    private static Frame frame(int flow, int number) {
        Frame frame = TcpFrame.flow(1000 + flow, 80);
        BigEndian.putU32(frame.memory(), frame.offset() + 38, number);
        return frame;
    }
}
