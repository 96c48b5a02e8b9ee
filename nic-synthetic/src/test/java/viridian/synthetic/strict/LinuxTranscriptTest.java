package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.synthetic.Bench;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.Station;

/**
 * What Linux's driver says from probe to removal, on each generation of hosts (Linux drivers/net/hyperv): every byte it
 * sends, and nothing taken that it would not take.
 */
class LinuxTranscriptTest {

    private final Bench bench = new Bench();

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void onAHostOf2019() {
        fromProbeToRemoval(VmbusVersion.V5_2, NvspVersion.V6_1);
    }

    @Test
    void onAHostOf2016() {
        fromProbeToRemoval(VmbusVersion.V4_0, NvspVersion.V6);
    }

    @Test
    void onAHostOf2012R2() {
        fromProbeToRemoval(VmbusVersion.V3_0, NvspVersion.V5);
    }

    @Test
    void onAHostOf2012() {
        fromProbeToRemoval(VmbusVersion.V2_4, NvspVersion.V4);
    }

    @Test
    void onAHostOf2008R2() {
        fromProbeToRemoval(VmbusVersion.V1_1, NvspVersion.V2);
    }

    @Test
    void onAHostOf2008() {
        fromProbeToRemoval(VmbusVersion.V0_13, NvspVersion.V1);
    }

    @Test
    void onEveryBusThereIs() {
        for (VmbusVersion bus : VmbusVersion.values()) fromProbeToRemoval(bus, NvspVersion.V5);
    }

    private void fromProbeToRemoval(VmbusVersion busVersion, NvspVersion nvsp) {
        NetVsp adapter = new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME, nvsp);
        Station wire = new Station(adapter);
        StrictMachine machine = new StrictMachine(bench, "Linux on " + busVersion + " and " + nvsp);
        machine.partition.vmbus().speak(Set.of(busVersion));
        machine.partition.vmbus().offer(adapter);
        StrictBus bus = new StrictBus(machine, 0);
        bus.connect(LinuxDriver.BUS);
        assertEquals(busVersion.number(), bus.version());
        StrictBus.Offer offer = bus.offers().getFirst();
        // Twice: a changed MTU is a full detach and attach.
        for (int life = 0; life < 2; life++) live(new StrictChannel(bus, offer, 128), nvsp, adapter, wire);
        if (bus.version() >= 0x30000) bus.unload();
        machine.partition.close();
    }

    private void live(StrictChannel channel, NvspVersion nvsp, NetVsp adapter, Station wire) {
        StrictNic nic = new StrictNic(channel, 40, true);
        new LinuxDriver(nic, nvsp).probe();
        assertEquals(List.of(), wire.takeHeard());
        nic.set(0x0001010E, Wire.of("0d 00 00 00", 4));
        assertTrue(adapter.isRunning());
        boolean takesTags = nvsp.isAtLeast(NvspVersion.V2);
        sends(nic, wire, takesTags);
        hears(nic, wire, takesTags);
        sees(nic, adapter);
        nic.set(0x0001010E, Wire.of("00 00 00 00", 4));
        assertTrue(wire.saysTo(Bench.address(1)), "a filtered frame is no failure of the switch");
        channel.assertSilent();
        nic.farewell(LinuxDriver.RECEIVE_ID, 0, false);
        // Hosts before Windows 10 want the memory back before the channel closes, later ones after.
        boolean isEarly = channel.bus().version() < 0x40000;
        if (isEarly) nic.takeBuffersBack();
        channel.close();
        if (!isEarly) nic.takeBuffersBack();
        assertTrue(!adapter.isRunning());
    }

    private void sends(StrictNic nic, Station wire, boolean takesTags) {
        List<Frame> sent = new ArrayList<>();
        for (int i = 0; i < 6; i++) sent.add(Envelope.frame(Bench.address(1), Bench.address(2), i));
        String hash = Envelope.hash(0x51CCC178);
        nic.sendSection(0, Envelope.of(sent.get(0), "", 0));
        // Several small ones in a section: what aligns the next counts as part of the one before.
        nic.sendSection(
                169,
                Envelope.joined(
                        Envelope.of(sent.get(1), hash, 4),
                        Envelope.of(sent.get(2), hash, 4),
                        Envelope.of(sent.get(3), hash, 4)));
        nic.sendPages(Envelope.of(sent.get(4), hash, 0), 44, 70);
        nic.sendPartly(3, Envelope.of(sent.get(5), hash, 0), 60);
        assertSame(sent, wire.takeHeard());
        if (!takesTags) return;
        nic.sendSection(1, Envelope.of(sent.getFirst(), hash + Envelope.tag(3, 100), 0));
        assertEquals(3 << 13 | 100, wire.takeHeard().getFirst().tag());
    }

    private void hears(StrictNic nic, Station wire, boolean takesTags) {
        List<Frame> said = new ArrayList<>();
        // More than once through all there is room for in one packet.
        for (int i = 0; i < 200; i++) said.add(Envelope.frame(Bench.address(2), Bench.address(1), i));
        if (takesTags) {
            said.add(FrameBuilder.frame(Bench.address(2), Bench.address(1))
                    .tag(5 << 13 | 1 << 12 | 77)
                    .build());
        }
        said.add(FrameBuilder.broadcast(Bench.address(2)).length(1514).build());
        for (Frame frame : said) assertTrue(wire.says(frame));
        List<Wire> heard = new ArrayList<>();
        while (nic.channel.hasNext()) heard.addAll(nic.frames());
        assertEquals(said.size(), heard.size());
        for (int i = 0; i < said.size(); i++) Envelope.assertHolds(said.get(i), heard.get(i));
    }

    private static void sees(StrictNic nic, NetVsp adapter) {
        adapter.link(false);
        nic.unasked().assertIs(StrictBus.words(7, 20, 0x4001000C, 0, 0), "media disconnect");
        adapter.link(true);
        nic.unasked().assertIs(StrictBus.words(7, 20, 0x4001000B, 0, 0), "media connect");
        nic.channel.assertSilent();
    }

    private static void assertSame(List<Frame> expected, List<Frame> heard) {
        assertEquals(expected.size(), heard.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(-1, expected.get(i).bytes().mismatch(heard.get(i).bytes()), "frame " + i);
        }
    }
}
