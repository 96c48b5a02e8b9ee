package viridian.synthetic.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.VmbusClient;
import viridian.synthetic.Bench;
import viridian.synthetic.Bytes;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.ChecksumInfo;
import viridian.synthetic.rndis.PacketId;
import viridian.synthetic.rndis.PacketInfo;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.Unfinished;
import viridian.vswitch.nic.Station;

/** What a stack leaves undone goes to a host that does it, and is done here for one that does not; what comes joined is one frame. */
class NetVscOffloadTest {

    private static final int PART = 1806;
    private static final int ALL = NdisOffload.TCP | NdisOffload.TCP_OPTIONS | NdisOffload.UDP;
    private static final NdisOffload EVERYTHING = new NdisOffload(ALL, ALL, ALL, ALL, 0xF53C, 0xF53C, true, true);

    private final Bench bench = new Bench();
    private final BareHost host = new BareHost(NvspVersion.V6_1);

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void theHostIsAskedForAllItOffers() {
        probed(EVERYTHING);
        List<String> heard = host.takeHeard();
        assertTrue(
                heard.contains("set fc01020c 80 03 1c 00 01 04 04 04 04 00 00 02 02 00 00 00 00 00 00 00 00 00 02 02"
                        + " 00 00 00 00 C"),
                heard.toString());
    }

    @Test
    void anOpenChecksumIsLeftToTheHostWithTheSumThatIsThere() {
        Station station = new Station(probed(EVERYTHING));
        bench.settle();
        Frame frame = TcpFrame.open(100);
        assertTrue(station.says(frame));
        MemorySegment message = onlyMessage();
        RndisPacket packet = new RndisPacket();
        assertTrue(packet.read(message, 0, message.byteSize(), message.byteSize()));
        assertTrue(packet.info().hasChecksum());
        assertEquals(
                ChecksumInfo.left(ChecksumInfo.IPV4 | ChecksumInfo.TCP, 34),
                packet.info().checksum());
        assertEquals(-1, frame.bytes().mismatch(message.asSlice(packet.dataAt(), packet.dataBytes())));
    }

    @Test
    void aLargeSendIsLeftToTheHostWithoutItsLengths() {
        Station station = new Station(probed(EVERYTHING));
        bench.settle();
        assertTrue(station.says(TcpFrame.large(60_000, 1400)));
        MemorySegment message = onlyMessage();
        RndisPacket packet = new RndisPacket();
        assertTrue(packet.read(message, 0, message.byteSize(), message.byteSize()));
        assertEquals(
                1400 | 34 << 20 | 1 << 30, packet.info().largeSend(), "segment size, where TCP is, second version");
        assertEquals(60_000 + TcpFrame.HEADERS, packet.dataBytes());
        assertEquals(0, BigEndian.u16(message, packet.dataAt() + 16), "total length");
        assertEquals(0, BigEndian.u16(message, packet.dataAt() + 24), "header checksum");
    }

    @Test
    void aHostThatDoesNothingGetsFinishedFrames() {
        NetVsc driver = probed(NdisOffload.NOTHING);
        Station station = new Station(driver);
        bench.settle();
        assertTrue(driver.takesUnfinished());
        assertTrue(station.says(TcpFrame.open(99)));
        assertTrue(station.says(TcpFrame.large(5000, 1400)));
        bench.settle();
        List<MemorySegment> messages = host.takeFrames();
        assertEquals(5, messages.size());
        RndisPacket packet = new RndisPacket();
        for (MemorySegment message : messages) {
            assertTrue(packet.read(message, 0, message.byteSize(), message.byteSize()));
            assertFalse(packet.wantsWork());
            assertTrue(TcpFrame.isWhole(message, packet.dataAt(), packet.dataBytes()));
        }
        assertEquals(2, driver.counters().finished());
        assertEquals(2, driver.counters().sent());
    }

    @Test
    void aHostThatStopsDoingItGetsFinishedFramesFromThenOn() {
        NetVsc driver = probed(EVERYTHING);
        Station station = new Station(driver);
        bench.settle();
        host.control(0, new RndisMessage.Indicate(0x40020006, NdisOffload.NOTHING.bytes(3)).bytes());
        bench.settle();
        assertTrue(station.says(TcpFrame.open(99)));
        MemorySegment message = onlyMessage();
        RndisPacket packet = new RndisPacket();
        assertTrue(packet.read(message, 0, message.byteSize(), message.byteSize()));
        assertFalse(packet.wantsWork());
        assertTrue(TcpFrame.isWhole(message, packet.dataAt(), packet.dataBytes()));
    }

    @Test
    void moreThanWasOfferedIsNotBelieved() {
        Station station = new Station(probed(NdisOffload.NOTHING));
        bench.settle();
        host.control(0, new RndisMessage.Indicate(0x40020006, EVERYTHING.bytes(3)).bytes());
        host.control(1, new RndisMessage.Indicate(0x40020006, Bytes.of("a7 03")).bytes());
        bench.settle();
        assertTrue(station.says(TcpFrame.open(99)));
        assertFalse(wantsWork(onlyMessage()));
    }

    @Test
    void aFrameWhoseSegmentsDoNotFitIsRefused() {
        Station station = new Station(probed(EVERYTHING));
        bench.settle();
        assertFalse(station.says(TcpFrame.large(5000, 1461)));
        assertTrue(station.says(TcpFrame.large(5000, 1460)));
    }

    @Test
    void aFrameWhoseChecksumIsNotFilledInSaysSo() {
        Station station = new Station(probed(EVERYTHING));
        bench.settle();
        MemorySegment bytes = TcpFrame.bytes(1, 2, 100, true);
        PacketInfo info = new PacketInfo()
                .putChecksum(ChecksumInfo.TCP_GOOD | ChecksumInfo.IP_GOOD | ChecksumInfo.TCP_VALUE_INVALID);
        put(20, info, bytes, 0, (int) bytes.byteSize());
        announce(20, 44 + 16 + (int) bytes.byteSize());
        Frame heard = station.heard().getFirst();
        assertEquals(Unfinished.checksum(34, false, false, false), heard.unfinished());
        info.clear().putChecksum(ChecksumInfo.TCP_GOOD | ChecksumInfo.IP_GOOD);
        put(20, info, bytes, 0, (int) bytes.byteSize());
        announce(20, 44 + 16 + (int) bytes.byteSize());
        assertEquals(Unfinished.NOTHING, station.heard().get(1).unfinished());
    }

    @Test
    void partsBecomeOneFrame() {
        NetVsc driver = probed(EVERYTHING);
        Station station = new Station(driver);
        bench.settle();
        MemorySegment bytes = TcpFrame.bytes(1, 2, 3000, false);
        int[] lengths = putParts(bytes, 7, 0);
        host.takeHeard();
        announce(20, lengths);
        assertEquals(List.of("completed 20"), host.takeHeard());
        Frame heard = station.heard().getFirst();
        assertEquals(-1, bytes.mismatch(heard.bytes()));
        assertTrue(Unfinished.isLargeSend(heard.unfinished()));
        assertEquals(1514, heard.wireLength());
        assertEquals(1, driver.counters().joined());
    }

    @Test
    void partsOutOfPlaceAreDroppedAndTheNextFrameIsHeard() {
        NetVsc driver = probed(EVERYTHING);
        Station station = new Station(driver);
        bench.settle();
        MemorySegment bytes = TcpFrame.bytes(1, 2, 3000, false);
        // Without a beginning; of another frame; without an end; no TCP.
        int[] lengths = putParts(bytes, 7, PacketId.FIRST);
        announce(20, lengths);
        lengths = putParts(bytes, 7, 0);
        put(21, new PacketInfo().putPacketId(PacketId.of(PacketId.IN_PARTS, 8)), bytes, 1000, 1000);
        announce(20, lengths);
        lengths = putParts(bytes, 7, PacketId.LAST);
        announce(20, lengths);
        BigEndian.putU8(bytes, 23, 17);
        lengths = putParts(bytes, 7, 0);
        announce(20, lengths);
        assertEquals(List.of(), station.heard());
        assertEquals(3 + 2 + 1 + 1, driver.counters().droppedReceiving());
        BigEndian.putU8(bytes, 23, 6);
        announce(20, putParts(bytes, 9, 0));
        assertEquals(1, station.heard().size());
    }

    @Test
    void aFrameInPartsWithoutEndIsNoLongerThanAFrameCanBe() {
        NetVsc driver = probed(EVERYTHING);
        Station station = new Station(driver);
        bench.settle();
        MemorySegment bytes = TcpFrame.bytes(1, 2, 1400, false);
        int parts = 100;
        int[] lengths = new int[parts];
        for (int i = 0; i < parts; i++) {
            int flags = PacketId.IN_PARTS | (i == 0 ? PacketId.FIRST : 0) | (i == parts - 1 ? PacketId.LAST : 0);
            put(20 + i, new PacketInfo().putPacketId(PacketId.of(flags, 1)), bytes, 0, 1400);
            lengths[i] = 44 + 16 + 1400;
        }
        announce(20, lengths);
        assertEquals(List.of(), station.heard());
        announce(20, putParts(TcpFrame.bytes(1, 2, 3000, false), 9, 0));
        assertEquals(1, station.heard().size());
    }

    @Test
    void wholeFramesAndFramesInPartsStayInOrder() {
        Station station = new Station(probed(EVERYTHING));
        bench.settle();
        int[] parts = putParts(TcpFrame.bytes(1, 2, 3000, false), 7, 0);
        Frame small = FrameBuilder.frame(Bench.address(2), Bench.address(1)).build();
        put(19, new PacketInfo(), small.bytes(), 0, 60);
        put(23, new PacketInfo(), small.bytes(), 0, 60);
        announce(19, 104, parts[0], parts[1], parts[2], 104);
        assertEquals(
                List.of(60, 3054, 60),
                station.heard().stream().map(Frame::length).toList());
    }

    /** Three parts from the 20th suballocation on; without this flag, where it belongs. */
    private int[] putParts(MemorySegment bytes, int number, int without) {
        int[] lengths = new int[3];
        for (int i = 0; i < 3; i++) {
            int flags = PacketId.IN_PARTS | (i == 0 ? PacketId.FIRST : 0) | (i == 2 ? PacketId.LAST : 0);
            int count = i == 2 ? (int) bytes.byteSize() - 2000 : 1000;
            PacketInfo info = new PacketInfo().putPacketId(PacketId.of(flags & ~without, number));
            put(20 + i, info, bytes, 1000L * i, count);
            lengths[i] = 44 + 16 + count;
        }
        return lengths;
    }

    private void put(int part, PacketInfo info, MemorySegment bytes, long from, int count) {
        int head = RndisPacket.headBytes(info);
        MemorySegment envelope = MemorySegment.ofArray(new byte[head + count]);
        RndisPacket.writeHead(envelope, 0, head + count, head, count, info);
        MemorySegment.copy(bytes, from, envelope, head, count);
        host.put((long) part * PART, envelope);
    }

    /** One packet about suballocations in a row. */
    private void announce(int first, int... lengths) {
        int[] offsets = new int[lengths.length];
        for (int i = 0; i < offsets.length; i++) offsets[i] = (first + i) * PART;
        host.announce(Terms.RECEIVE_ID, NvspRndis.DATA, offsets, lengths, first);
        bench.settle();
    }

    private MemorySegment onlyMessage() {
        bench.settle();
        List<MemorySegment> messages = host.takeFrames();
        assertEquals(1, messages.size());
        return messages.getFirst();
    }

    private static boolean wantsWork(MemorySegment message) {
        RndisPacket packet = new RndisPacket();
        assertTrue(packet.read(message, 0, message.byteSize(), message.byteSize()));
        return packet.wantsWork();
    }

    /** A driver without send buffer, so that the host sees every frame in pages. */
    private NetVsc probed(NdisOffload offered) {
        host.has(0xFC01020D, offered.bytes(3));
        Partition partition = bench.hypervisor().createChild(bench.hypervisor().root(), "guest", Bench.MEMORY_BYTES, 1);
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
        NetVsc driver = new NetVsc(allocator, NetVscSettings.SMALL.withBuffers(1 << 20, 0));
        partition.vmbus().offer(host);
        client.register(driver);
        client.connect();
        bench.settle();
        assertTrue(driver.isLinked());
        return driver;
    }
}
