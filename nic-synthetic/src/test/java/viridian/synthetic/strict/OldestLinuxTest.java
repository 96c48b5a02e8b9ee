package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.synthetic.Bench;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Station;

/**
 * The first driver in Linux (2.6.32, drivers/staging/hv), which is how a guest of 2008 speaks: bus 0.13, version 1, NDIS 5.0,
 * frames from its own pages only and without per-packet information, the same transaction for every question.
 */
class OldestLinuxTest {

    private static final int RECEIVE_ID = 0xCAFE;
    private static final int SEND_ID = 0xFACE;
    private static final Wire NOTHING = Wire.zeros(0);

    private final Bench bench = new Bench();

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void onAHostOfItsTime() {
        fromProbeToRemoval(NvspVersion.V1);
    }

    @Test
    void onAHostOfToday() {
        fromProbeToRemoval(NvspVersion.V6);
    }

    private void fromProbeToRemoval(NvspVersion newest) {
        NetVsp adapter = new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME, newest);
        Station wire = new Station(adapter);
        StrictMachine machine = new StrictMachine(bench, "Linux 2.6.32");
        machine.partition.vmbus().offer(adapter);
        StrictBus bus = new StrictBus(machine, 0);
        bus.connect(0x0000D);
        StrictChannel channel = new StrictChannel(bus, bus.offers().getFirst(), 64);
        StrictNic nic = new StrictNic(channel, 28, false);
        probe(nic);
        nic.set(0x0001010E, Wire.of("09 00 00 00", 4));
        sends(nic, wire);
        hears(nic, wire);
        nic.set(0x0001010E, Wire.of("00 00 00 00", 4));
        nic.farewell(RECEIVE_ID, SEND_ID, false);
        nic.takeBuffersBack();
        channel.close();
        assertTrue(!adapter.isRunning());
    }

    private static void probe(StrictNic nic) {
        nic.completesWith(Wire.of(StrictBus.words(108, 1), 28));
        assertEquals(2, nic.init(2));
        nic.ndis(5, 0, false);
        nic.giveReceiveBuffer(1 << 20, RECEIVE_ID);
        nic.giveSendBuffer(1 << 20, SEND_ID);
        nic.initialize(2048);
        nic.query(0x01010101, NOTHING).assertIs("00 15 5d 00 00 01", "address");
        nic.query(0x00010114, NOTHING).assertIs("00 00 00 00", "connected");
    }

    private static void sends(StrictNic nic, Station wire) {
        for (int i = 0; i < 5; i++) {
            Frame frame = Envelope.frame(Bench.address(1), Bench.address(2), i);
            nic.sendPages(Envelope.of(frame, "", 0), 44);
            assertEquals(-1, frame.bytes().mismatch(wire.takeHeard().getFirst().bytes()));
        }
    }

    /** It takes 64 frames in a packet, and no multicast. */
    private static void hears(StrictNic nic, Station wire) {
        List<Wire> heard = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            Frame frame = Envelope.frame(Bench.address(2), Bench.address(1), i);
            assertTrue(wire.says(frame));
        }
        while (nic.channel.hasNext()) heard.addAll(nic.frames());
        assertEquals(150, heard.size());
        for (int i = 0; i < 150; i++) {
            Envelope.assertHolds(Envelope.frame(Bench.address(2), Bench.address(1), i), heard.get(i));
        }
    }
}
