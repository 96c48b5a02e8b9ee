package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
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

    private static final int[] BUS = {
        0x50003, 0x50002, 0x50001, 0x50000, 0x40001, 0x40000, 0x30000, 0x20004, 0x10001, 0x0000D
    };
    private static final int[] NVSP = {0x60001, 0x60000, 0x50000, 0x40000, 0x30002, 2};
    private static final int RECEIVE_ID = 0xCAFE;
    private static final Wire NOTHING = Wire.zeros(0);

    private final Bench bench = new Bench();

    @AfterEach
    void end() {
        bench.close();
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
        machine.partition.vmbus().speak(java.util.Set.of(busVersion));
        machine.partition.vmbus().offer(adapter);
        StrictBus bus = new StrictBus(machine, 0);
        bus.connect(BUS);
        assertEquals(busVersion.number(), bus.version());
        StrictBus.Offer offer = bus.offers().getFirst();
        // Twice: a changed MTU is a full detach and attach.
        for (int life = 0; life < 2; life++) live(new StrictChannel(bus, offer, 128), nvsp, adapter, wire);
        if (bus.version() >= 0x30000) bus.unload();
        machine.partition.close();
    }

    private void live(StrictChannel channel, NvspVersion nvsp, NetVsp adapter, Station wire) {
        StrictNic nic = new StrictNic(channel, 40, true);
        probe(nic, nvsp);
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
        nic.farewell(RECEIVE_ID, 0, false);
        // Hosts before Windows 10 want the memory back before the channel closes, later ones after.
        boolean isEarly = channel.bus().version() < 0x40000;
        if (isEarly) nic.takeBuffersBack();
        channel.close();
        if (!isEarly) nic.takeBuffersBack();
        assertTrue(!adapter.isRunning());
    }

    private static void probe(StrictNic nic, NvspVersion expected) {
        int version = nic.init(NVSP);
        assertEquals(expected.wire(), version, "the host's newest version");
        if (version != 2) nic.tells(StrictBus.words(125, 1514, 0, version >= 0x50000 ? 0x2C : 0x08, 0));
        nic.ndis(6, version >= 0x50000 ? 30 : 1, false);
        receiveBuffer(nic, version);
        nic.giveSendBuffer(1 << 20, 0);
        nic.initialize(0x4000);
        nic.query(0x00010106, NOTHING).assertIs(StrictBus.words(1500), "longest payload");
        nic.query(0x01010101, NOTHING).assertIs("00 15 5d 00 00 01", "address");
        offloads(nic, version);
        nic.query(0x00010114, NOTHING).assertIs(StrictBus.words(0), "connected");
        if (version < 0x50000) return;
        assertEquals(4, nic.query(0x00010107, NOTHING).length(), "speed");
        queues(nic);
    }

    private static void receiveBuffer(StrictNic nic, int version) {
        boolean isOld = version <= 0x30002;
        Wire answer = nic.giveReceiveBuffer(isOld ? 15 << 20 : 16 << 20, RECEIVE_ID);
        String parts = isOld ? "0e 07 00 00 05 22 00 00 46 ff ef 00" : "0e 07 00 00 49 24 00 00 fe fa ff 00";
        answer.assertIs(StrictBus.words(102, 1, 1, 0) + parts, "SEND_RECV_BUF_COMPLETE");
    }

    /** The capabilities must be an object Linux takes, and the parameters must be followed by the new state. */
    private static void offloads(StrictNic nic, int version) {
        int revision = version >= 0x50000 ? 3 : version == 0x40000 ? 2 : 1;
        int size = revision == 3 ? 156 : revision == 2 ? 144 : 112;
        Wire asked = Wire.zeros(size).put8(0, 0xA7).put8(1, revision).put16(2, size);
        Wire capabilities = nic.query(0xFC01020D, asked);
        assertTrue(capabilities.length() >= 112 && capabilities.length() <= size, capabilities.text());
        assertEquals(0xA7, capabilities.u8(0), "object type");
        assertTrue(capabilities.u8(1) >= 1 && capabilities.u8(1) <= revision, "revision");
        assertTrue(capabilities.u16(2) >= 112 && capabilities.u16(2) <= capabilities.length(), "size");
        int bytes = version >= 0x50000 ? 28 : 22;
        nic.set(
                0xFC01020C,
                Wire.zeros(bytes).put8(0, 0x80).put8(1, 3).put16(2, bytes).put8(4, 1));
        Wire indication = nic.unasked();
        assertEquals(7, indication.i32(0), "INDICATE_STATUS");
        assertEquals(0x40020006, indication.i32(8), "what the adapter does now");
        assertEquals(indication.length() - 20, indication.i32(12), "length of the object");
        assertEquals(12, indication.i32(16), "where the object is");
        assertEquals(0xA7, indication.u8(20), "object type");
        assertEquals(indication.length() - 20, indication.u16(22), "size of the object");
    }

    /** A host may not know receive side scaling at all; if it does, the answer is one Linux and DPDK take. */
    private static void queues(StrictNic nic) {
        Wire asked = Wire.zeros(20).put8(0, 0x88).put8(1, 2).put16(2, 20);
        Wire answer = nic.control(StrictBus.words(4, 48, 8, 0x00010203, 20, 20, 0) + asked.text());
        if (answer.i32(12) == 0xC00000BB) return;
        assertEquals(0, answer.i32(12), "status");
        assertTrue(answer.i32(16) == 18 || answer.i32(16) == 20, "length");
        assertEquals(0x88, answer.u8(24), "object type");
        assertTrue(answer.i32(36) >= 1, "queues");
        assertTrue(answer.u16(40) > 0, "entries of the table");
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
