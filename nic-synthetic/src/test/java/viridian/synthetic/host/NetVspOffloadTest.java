package viridian.synthetic.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.synthetic.Bench;
import viridian.synthetic.guest.TcpFrame;
import viridian.synthetic.ndis.OffloadParameters;
import viridian.synthetic.nvsp.NvspMessage.NdisConfig;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.ChecksumInfo;
import viridian.synthetic.rndis.LargeSendInfo;
import viridian.synthetic.rndis.PacketId;
import viridian.synthetic.rndis.PacketInfo;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.Unfinished;
import viridian.vswitch.nic.Station;

/** Work that senders leave to their adapters, on its way through the host: what is believed, done, passed on, refused. */
class NetVspOffloadTest {

    private static final String COMPLETED = "6c 00 00 00 01 00 00 00";
    private static final String FAILED = "6c 00 00 00 02 00 00 00";
    private static final int MSS = 1460;
    private static final int TCP_AT = 34;
    private static final OffloadParameters ALL_ON = new OffloadParameters(4, 4, 4, 4, 4, 0, 2, 2, 2, 2);
    private static final OffloadParameters ALL_OFF = new OffloadParameters(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    private final Bench bench = new Bench();
    private final NetVsp host = new NetVsp(Bench.address(2), NetVsp.PLAIN_FRAME);
    private final Station wire = new Station(host);
    private final BareGuest guest = new BareGuest(bench, host);

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void whatAGuestLeavesTravelsBesideItsFrame() {
        running(ALL_ON);
        says(TcpFrame.bytes(1, 2, 100, true), new PacketInfo().putChecksum(checksum(TCP_AT)));
        assertEquals(Unfinished.checksum(TCP_AT, false, false, false), heard().unfinished());
        says(TcpFrame.bytes(1, 2, 100, true), new PacketInfo().putChecksum(checksum(0)));
        assertEquals(Unfinished.checksum(TCP_AT, false, false, false), heard().unfinished(), "the shortest headers");
        says(TcpFrame.bytes(1, 2, 9000, false), new PacketInfo().putLargeSend(LargeSendInfo.of(MSS, TCP_AT, false)));
        Frame large = heard();
        assertEquals(Unfinished.largeSend(MSS, TCP_AT, false), large.unfinished());
        assertEquals(TcpFrame.HEADERS + 9000, large.length());
        says(TcpFrame.bytes(1, 2, 100, true), new PacketInfo().putChecksum(ChecksumInfo.IPV4));
        assertEquals(Unfinished.NOTHING, heard().unfinished(), "nothing left");
        says(TcpFrame.bytes(1, 2, 100, true), new PacketInfo().putChecksum(ChecksumInfo.TCP));
        assertEquals(Unfinished.NOTHING, heard().unfinished(), "without a version of IP the rest means nothing");
    }

    @Test
    void theLongestSendOfAllComesThrough() {
        running(ALL_ON);
        MemorySegment longest = TcpFrame.bytes(1, 2, Frame.LARGEST_SEND - TcpFrame.HEADERS, false);
        assertEquals(Frame.LARGEST_SEND, longest.byteSize());
        says(longest, new PacketInfo().putLargeSend(LargeSendInfo.of(MSS, TCP_AT, false)));
        assertEquals(-1, longest.mismatch(heard().bytes()));
    }

    @Test
    void aTagInTheFrameMovesWhereTcpBegins() {
        running(ALL_ON);
        MemorySegment plain = TcpFrame.bytes(1, 2, 100, true);
        MemorySegment tagged = MemorySegment.ofArray(new byte[(int) plain.byteSize() + 4]);
        MemorySegment.copy(plain, 0, tagged, 0, 12);
        BigEndian.putU32(tagged, 12, 0x8100_0064L);
        MemorySegment.copy(plain, 12, tagged, 16, plain.byteSize() - 12);
        says(tagged, new PacketInfo().putChecksum(checksum(TCP_AT + 4)));
        Frame heard = heard();
        assertEquals(100, heard.vlan());
        assertEquals(Unfinished.checksum(TCP_AT, false, false, false), heard.unfinished());
    }

    @Test
    void wordsThatDoNotFitTheFrameFail() {
        running(ALL_ON);
        MemorySegment frame = TcpFrame.bytes(1, 2, 3000, false);
        refused(frame, large(LargeSendInfo.of(0, TCP_AT, false)), "segments of nothing");
        refused(frame, large(LargeSendInfo.of(63, TCP_AT, false)), "segments of next to nothing");
        refused(frame, large(LargeSendInfo.of(MSS, 33, false)), "TCP in the IP header");
        refused(frame, large(LargeSendInfo.of(MSS, 38, false)), "TCP behind its beginning");
        refused(frame, large(LargeSendInfo.of(MSS, 1023, false)), "TCP in the payload");
        refused(frame, large(LargeSendInfo.of(MSS, TCP_AT, true)), "another version of IP");
        refused(frame, large(LargeSendInfo.of(MSS, TCP_AT, false) & ~(1 << 30)), "large sends of old");
        MemorySegment shortHeader = TcpFrame.bytes(1, 2, 3000, false);
        BigEndian.putU8(shortHeader, TCP_AT + 12, 0x40);
        refused(shortHeader, large(LargeSendInfo.of(MSS, TCP_AT, false)), "a TCP header of 16 bytes");
        MemorySegment longHeader = TcpFrame.bytes(1, 2, 30, false);
        BigEndian.putU8(longHeader, TCP_AT + 12, 0xF0);
        refused(longHeader, large(LargeSendInfo.of(MSS, TCP_AT, false)), "a TCP header beyond the frame");
        MemorySegment small = TcpFrame.bytes(1, 2, 100, true);
        refused(small, new PacketInfo().putChecksum(checksum(140)), "a checksum beyond the frame");
        refused(small, new PacketInfo().putChecksum(checksum(20)), "a checksum in the IP header");
        refused(small, new PacketInfo().putChecksum(ChecksumInfo.IPV6 | ChecksumInfo.UDP), "IPv6 that is none");
        assertEquals(0, host.counters().droppedReceiving());
    }

    private static PacketInfo large(int word) {
        return new PacketInfo().putLargeSend(word);
    }

    private void refused(MemorySegment frame, PacketInfo info, String why) {
        assertEquals(List.of(FAILED), payloads(guest.saysRndis(NvspRndis.DATA, envelope(frame, info))), why);
        assertEquals(List.of(), wire.takeHeard(), why);
        says(TcpFrame.bytes(1, 2, 100, true), new PacketInfo().putChecksum(checksum(TCP_AT)));
        assertEquals(1, wire.takeHeard().size(), "the next good one after " + why);
    }

    @Test
    void largeSendsThatWereSwitchedOffAreDropped() {
        running(ALL_OFF);
        PacketInfo large = large(LargeSendInfo.of(MSS, TCP_AT, false));
        says(TcpFrame.bytes(1, 2, 3000, false), large);
        assertEquals(List.of(), wire.takeHeard());
        assertEquals(1, host.counters().droppedReceiving());
    }

    @Test
    void segmentsThatAreTooLongForTheAdapterAreDropped() {
        running(ALL_ON);
        says(TcpFrame.bytes(1, 2, 3000, false), large(LargeSendInfo.of(MSS + 1, TCP_AT, false)));
        assertEquals(List.of(), wire.takeHeard());
        assertEquals(1, host.counters().droppedReceiving());
    }

    @Test
    void aGuestThatLooksForItIsToldThatAnOpenChecksumIsGood() {
        running(ALL_ON);
        RndisPacket packet = hears(TcpFrame.open(100)).getFirst();
        assertEquals(
                ChecksumInfo.TCP_GOOD | ChecksumInfo.TCP_VALUE_INVALID,
                packet.info().checksum());
        assertFalse(hears(TcpFrame.flow(1, 2)).getFirst().info().hasChecksum(), "nobody knows of a frame without note");
    }

    @Test
    void forAGuestThatDoesNotLookTheChecksumIsFilledIn() {
        running(ALL_OFF);
        assertTrue(host.accept(TcpFrame.open(100)));
        host.flush();
        MemorySegment range = guest.takeHeard().getFirst().range();
        assertFalse(read(range).info().hasChecksum());
        assertTrue(TcpFrame.isWhole(range, 256, TcpFrame.HEADERS + 100));
    }

    @Test
    void largeSendsAreCutForWhoDoesNotTakeFramesInParts() {
        running(ALL_ON);
        assertTrue(host.accept(TcpFrame.large(4000, MSS)));
        host.flush();
        List<MemorySegment> ranges = guest.takeHeard().getFirst().all();
        assertEquals(3, ranges.size());
        for (MemorySegment range : ranges) {
            RndisPacket packet = read(range);
            assertTrue(TcpFrame.isWhole(range, packet.dataAt(), packet.dataBytes()));
            assertEquals(ChecksumInfo.TCP_GOOD, packet.info().checksum());
        }
    }

    @Test
    void whoTakesFramesInPartsGetsALargeSendWhole() {
        guest.running(NvspVersion.V6_1, NdisConfig.VLAN | NdisConfig.COALESCING);
        set(ALL_ON);
        Frame large = TcpFrame.large(4000, MSS);
        assertTrue(host.accept(large));
        assertTrue(host.accept(TcpFrame.large(4000, MSS)));
        host.flush();
        List<BareGuest.Heard> heard = guest.takeHeard();
        assertEquals(1, heard.size());
        List<MemorySegment> ranges = heard.getFirst().all();
        assertEquals(6, ranges.size());
        MemorySegment whole = MemorySegment.ofArray(new byte[large.length()]);
        int at = 0;
        for (int i = 0; i < 3; i++) {
            RndisPacket part = read(ranges.get(i));
            MemorySegment.copy(ranges.get(i), part.dataAt(), whole, at, part.dataBytes());
            at += part.dataBytes();
            assertTrue(PacketId.isKnown(part.info().packetId()));
            int flags = i == 0 ? PacketId.FIRST : i == 2 ? PacketId.LAST : 0;
            assertEquals(PacketId.IN_PARTS | flags, PacketId.flags(part.info().packetId()));
            assertEquals(0, PacketId.number(part.info().packetId()));
        }
        assertEquals(1, PacketId.number(read(ranges.get(3)).info().packetId()));
        assertEquals(large.length(), at);
        assertEquals(-1, large.bytes().asSlice(TCP_AT).mismatch(whole.asSlice(TCP_AT)));
        assertEquals(40 + 4000, BigEndian.u16(whole, 16), "the IP packet's length");
        int word = read(ranges.getFirst()).info().checksum();
        assertEquals(ChecksumInfo.TCP_GOOD | ChecksumInfo.TCP_VALUE_INVALID | ChecksumInfo.IP_GOOD, word);
    }

    @Test
    void noMemoryIsLostToFramesInParts() {
        guest.running(NvspVersion.V6_1, NdisConfig.VLAN | NdisConfig.COALESCING);
        set(ALL_ON);
        int carried = 0;
        for (int round = 0; round < 100; round++) {
            while (host.accept(TcpFrame.large(20_000, MSS))) carried++;
            host.flush();
            for (BareGuest.Heard heard : guest.takeHeard()) guest.completes(heard.id());
        }
        assertTrue(carried >= 100, carried + " carried");
    }

    private void running(OffloadParameters wish) {
        guest.running();
        set(wish);
    }

    private void set(OffloadParameters wish) {
        List<BareGuest.Heard> answers = guest.saysRndis(
                NvspRndis.CONTROL, new RndisMessage.Set(9, RndisOid.OFFLOAD_PARAMETERS, wish.bytes(false)).bytes());
        assertEquals(
                new RndisMessage.SetComplete(9, 0),
                RndisMessage.read(answers.get(1).range()));
        assertEquals(
                RndisMessage.Indicate.TYPE,
                RndisMessage.read(answers.get(2).range()).type());
        guest.completes(answers.get(1).id());
        guest.completes(answers.get(2).id());
    }

    private static int checksum(int transportAt) {
        return ChecksumInfo.left(ChecksumInfo.IPV4 | ChecksumInfo.TCP, transportAt);
    }

    private void says(MemorySegment frame, PacketInfo info) {
        assertEquals(List.of(COMPLETED), payloads(guest.saysRndis(NvspRndis.DATA, envelope(frame, info))));
    }

    private static MemorySegment envelope(MemorySegment frame, PacketInfo info) {
        int head = RndisPacket.headBytes(info);
        int bytes = head + (int) frame.byteSize();
        MemorySegment envelope = MemorySegment.ofArray(new byte[bytes]);
        RndisPacket.writeHead(envelope, 0, bytes, head, bytes - head, info);
        MemorySegment.copy(frame, 0, envelope, head, frame.byteSize());
        return envelope;
    }

    private Frame heard() {
        List<Frame> heard = wire.takeHeard();
        assertEquals(1, heard.size());
        return heard.getFirst();
    }

    private List<RndisPacket> hears(Frame frame) {
        assertTrue(host.accept(frame));
        host.flush();
        return guest.takeHeard().getFirst().all().stream()
                .map(NetVspOffloadTest::read)
                .toList();
    }

    private static RndisPacket read(MemorySegment range) {
        RndisPacket packet = new RndisPacket();
        assertTrue(packet.readPart(range, 0, range.byteSize(), range.byteSize()));
        return packet;
    }

    private static List<String> payloads(List<BareGuest.Heard> heard) {
        return heard.stream().map(BareGuest.Heard::payload).toList();
    }
}
