package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.synthetic.Bench;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Station;

/** Drivers that boot from the network: small rings and buffers, and everything they say is waited for. */
class FirmwareTest {

    private static final Wire NOTHING = Wire.zeros(0);

    private final Bench bench = new Bench();
    private final NetVsp adapter = new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME, NvspVersion.V6);
    private final Station wire = new Station(adapter);

    @AfterEach
    void end() {
        bench.close();
    }

    /** iPXE src/interface/hyperv/vmbus.c, src/drivers/net/netvsc.c, src/net/rndis.c. */
    @Test
    void ipxeOnAHostOf2012R2() {
        ipxe(VmbusVersion.V3_0);
    }

    @Test
    void ipxeOnAHostOf2008() {
        ipxe(VmbusVersion.V0_13);
    }

    private void ipxe(VmbusVersion version) {
        StrictBus bus = offered(version, 0);
        bus.connect(0x30000, 0x0000D);
        assertEquals(version.number(), bus.version());
        StrictChannel channel = new StrictChannel(bus, bus.offers().getFirst(), 2);
        StrictNic nic = new StrictNic(channel, 28, true);
        nic.completesWith(NOTHING);
        assertEquals(2, nic.init(2));
        nic.ndis(6, 1, true);
        Wire parts = nic.giveReceiveBuffer(65536, 0xBEAD);
        assertEquals(36, parts.i32(20), "parts of 64 KiB");
        nic.initialize(0x4000);
        nic.query(0x01010101, NOTHING).assertIs("00 15 5d 00 00 01", "permanent address");
        nic.query(0x01010102, NOTHING).assertIs("00 15 5d 00 00 01", "current address");
        nic.query(0x00010114, NOTHING).assertIs(StrictBus.words(0), "connected");
        nic.set(0x0001010E, Wire.of("0f 00 00 00", 4));
        goesBothWays(nic);
        nic.set(0x0001010E, Wire.of("00 00 00 00", 4));
        nic.farewell(0xBEAD, 0, true);
        channel.close();
        nic.takeBuffersBack();
        if (version.number() >= 0x30000) bus.unload();
        assertTrue(!adapter.isRunning());
    }

    /** UEFI: control messages of the bus are always 240 bytes, versions and configuration are waited for. */
    @Test
    void uefiOnAHostOfToday() {
        StrictBus bus = offered(VmbusVersion.V5_2, 240);
        bus.connect(0x50002, 0x50001, 0x50000, 0x40001, 0x40000);
        StrictChannel channel = new StrictChannel(bus, bus.offers().getFirst(), 9);
        StrictNic nic = new StrictNic(channel, 28, true);
        assertEquals(0x50000, nic.init(0x50000, 0x40000));
        nic.tellsAndWaits(StrictBus.words(125, 1514, 0, 0, 0));
        nic.ndis(6, 30, true);
        nic.giveReceiveBuffer(512 * 1024, 0xCAFE);
        nic.giveSendBuffer(256 * 1024, 0xFACE);
        nic.initialize(0x4000);
        nic.query(0x01010102, NOTHING).assertIs("00 15 5d 00 00 01", "current address");
        nic.query(0x00010114, NOTHING).assertIs(StrictBus.words(0), "connected");
        nic.set(0x0001010E, Wire.of("09 00 00 00", 4));
        goesBothWays(nic);
        Frame frame = Envelope.frame(Bench.address(1), Bench.address(2), 77);
        nic.sendSection(2, Envelope.of(frame, "", 0));
        assertEquals(-1, frame.bytes().mismatch(wire.takeHeard().getFirst().bytes()));
        nic.set(0x0001010E, Wire.of("00 00 00 00", 4));
        nic.farewell(0xCAFE, 0xFACE, true);
        channel.close();
        nic.takeBuffersBack();
        bus.unload();
        assertTrue(!adapter.isRunning());
    }

    private StrictBus offered(VmbusVersion version, int messageBytes) {
        StrictMachine machine = new StrictMachine(bench, "firmware");
        machine.partition.vmbus().speak(Set.of(version));
        machine.partition.vmbus().offer(adapter);
        return new StrictBus(machine, messageBytes);
    }

    private void goesBothWays(StrictNic nic) {
        for (int i = 0; i < 60; i++) {
            Frame sent = Envelope.frame(Bench.address(1), Bench.address(2), i);
            nic.sendPages(Envelope.of(sent, "", 0));
            List<Frame> heard = wire.takeHeard();
            assertEquals(-1, sent.bytes().mismatch(heard.getFirst().bytes()));
            Frame said = Envelope.frame(Bench.address(2), Bench.address(1), i);
            assertTrue(wire.says(said));
            List<Wire> frames = nic.frames();
            assertEquals(1, frames.size());
            Envelope.assertHolds(said, frames.getFirst());
        }
    }
}
