package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.InternetChecksum;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.synthetic.Bench;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.Unfinished;
import viridian.vswitch.nic.Station;

/** What Linux leaves to the host beside a frame, and what it takes beside one that comes; further channels and their table. */
class LinuxOffloadTest {

    private static final int HEADERS = 54;
    private static final int TCP_AT = 34;

    private final Bench bench = new Bench();

    @AfterEach
    void end() {
        bench.close();
    }

    /** A running driver and the far side of its adapter. */
    private record Running(LinuxDriver driver, StrictNic nic, Station wire) {}

    @Test
    void anOpenChecksumTravelsAsANote() {
        Running running = running(VmbusVersion.V5_2, NvspVersion.V6_1);
        assertTrue(running.driver.leavesTcp());
        byte[] frame = tcp(200, true);
        // Linux: hash, then the word about the checksum: IPv4, TCP, where TCP begins.
        String info = Envelope.hash(0x1234) + StrictBus.words(16, 0, 12, 1 | 1 << 2 | TCP_AT << 16);
        running.nic.sendSection(0, Envelope.of(Frame.of(frame), info, 0));
        Frame heard = running.wire.takeHeard().getFirst();
        assertEquals(-1, heard.bytes().mismatch(MemorySegment.ofArray(frame)));
        assertEquals(TCP_AT, Unfinished.transportAt(heard.unfinished()));
        assertTrue(Unfinished.wantsTransport(heard.unfinished()) && !Unfinished.isUdp(heard.unfinished()));
    }

    @Test
    void aLargeSendTravelsWhole() {
        Running running = running(VmbusVersion.V5_2, NvspVersion.V6_1);
        assertTrue(running.driver.leavesLargeSends());
        byte[] frame = tcp(30_000, false);
        MemorySegment bytes = MemorySegment.ofArray(frame);
        BigEndian.putU16(bytes, 16, 0);
        BigEndian.putU16(bytes, 24, 0);
        String info = StrictBus.words(16, 2, 12, 1460 | TCP_AT << 20 | 1 << 30);
        running.nic.sendPages(Envelope.of(Frame.of(frame), info, 0), 60, 4000, 9000, 20_000);
        Frame heard = running.wire.takeHeard().getFirst();
        assertEquals(30_000 + HEADERS, heard.length());
        assertEquals(1514, heard.wireLength());
        assertEquals(1460, Unfinished.segmentBytes(heard.unfinished()));
    }

    @Test
    void aLargeSendFromTheFarSideComesInPartsThatMakeItUp() {
        Running running = running(VmbusVersion.V5_2, NvspVersion.V6_1);
        assertTrue(running.driver.takesJoined());
        byte[] frame = tcp(20_000, false);
        Frame large = new Frame()
                .lend(
                        MemorySegment.ofArray(frame),
                        0,
                        frame.length,
                        Frame.UNTAGGED,
                        Unfinished.largeSend(1460, TCP_AT, false));
        assertTrue(running.wire.says(large));
        List<Wire> parts = running.nic.frames();
        assertTrue(parts.size() > 1 && parts.size() <= 562, parts.size() + " parts");
        Wire whole = Wire.zeros(frame.length);
        int length = 0;
        int number = -1;
        for (int i = 0; i < parts.size(); i++) {
            Wire part = parts.get(i);
            int id = info(part, 0x80000001);
            int flags = 1 | (i == 0 ? 2 : 0) | (i == parts.size() - 1 ? 4 : 0);
            assertEquals(1 | flags << 8, id & 0xFFFF, "version and flags of part " + i);
            if (i == 0) number = id >>> 16;
            assertEquals(number, id >>> 16, "number of the frame");
            whole.put(length, part.part(part.i32(8) + 8, part.i32(12)).array());
            length += part.i32(12);
        }
        assertEquals(frame.length, length);
        // The addresses and all behind the lengths are as they were.
        assertEquals(
                new Wire(frame).part(HEADERS, 20_000).text(),
                whole.part(HEADERS, 20_000).text());
        assertEquals(1 << 3, info(parts.getFirst(), 0) & (1 << 3 | 1), "TCP is good");
        running.nic.channel.assertSilent();
    }

    @Test
    void aGuestThatTakesNoPartsGetsSegmentsThatAreWhole() {
        Running running = running(VmbusVersion.V4_0, NvspVersion.V6);
        byte[] frame = tcp(20_000, false);
        Frame large = new Frame()
                .lend(
                        MemorySegment.ofArray(frame),
                        0,
                        frame.length,
                        Frame.UNTAGGED,
                        Unfinished.largeSend(1460, TCP_AT, false));
        assertTrue(running.wire.says(large));
        int payload = 0;
        while (running.nic.channel.hasNext()) {
            for (Wire message : running.nic.frames()) {
                Wire segment = message.part(message.i32(8) + 8, message.i32(12));
                assertTrue(segment.length() <= 1514);
                assertTrue(isWhole(segment), "checksum of a segment");
                payload += segment.length() - HEADERS;
            }
        }
        assertEquals(20_000, payload);
    }

    @Test
    void furtherChannelsCarryFramesBothWays() {
        for (NvspVersion version : List.of(NvspVersion.V5, NvspVersion.V6_1)) {
            Running running = running(VmbusVersion.V5_2, version);
            assertTrue(running.driver.channels() >= 4);
            List<StrictChannel> further = running.driver.spread(3);
            for (int i = 0; i < 3; i++) {
                Frame frame = Envelope.frame(Bench.address(1), Bench.address(2), i);
                running.nic.sendSectionOn(further.get(i), 10 + i, Envelope.of(frame, "", 0));
                assertEquals(
                        -1,
                        frame.bytes()
                                .mismatch(running.wire.takeHeard().getFirst().bytes()));
            }
            hearOnAll(running, further);
            for (StrictChannel channel : further) channel.close();
            running.nic.farewell(LinuxDriver.RECEIVE_ID, 0, false);
            running.nic.channel.close(further);
            running.nic.takeBuffersBack();
        }
    }

    /** Flows are spread, each on one channel and in order; what is no flow comes on the first. */
    private static void hearOnAll(Running running, List<StrictChannel> further) {
        int flows = 64;
        for (int round = 0; round < 3; round++) {
            for (int flow = 0; flow < flows; flow++) {
                byte[] frame = tcp(40, true);
                MemorySegment bytes = MemorySegment.ofArray(frame);
                BigEndian.putU16(bytes, TCP_AT, 1000 + flow);
                BigEndian.putU8(bytes, HEADERS, round);
                assertTrue(running.wire.says(Frame.of(frame)));
            }
        }
        int[] channelOf = new int[flows];
        int[] rounds = new int[flows];
        int used = 0;
        for (int channel = 0; channel <= further.size(); channel++) {
            StrictChannel on = channel == 0 ? running.nic.channel : further.get(channel - 1);
            if (on.hasNext()) used++;
            while (on.hasNext()) {
                for (Wire message : running.nic.framesOn(on)) {
                    int at = message.i32(8) + 8;
                    int flow = (message.u8(at + TCP_AT) << 8 | message.u8(at + TCP_AT + 1)) - 1000;
                    if (rounds[flow] > 0) assertEquals(channelOf[flow], channel, "one flow, one channel");
                    assertEquals(rounds[flow]++, message.u8(at + HEADERS), "in order");
                    channelOf[flow] = channel;
                }
            }
        }
        assertEquals(further.size() + 1, used, "all channels are used");
        for (int flow = 0; flow < flows; flow++) assertEquals(3, rounds[flow], "flow " + flow);
    }

    private Running running(VmbusVersion busVersion, NvspVersion nvsp) {
        NetVsp adapter = new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME, nvsp);
        Station wire = new Station(adapter);
        StrictMachine machine = new StrictMachine(bench, "Linux on " + busVersion + " and " + nvsp);
        machine.partition.vmbus().speak(Set.of(busVersion));
        machine.partition.vmbus().offer(adapter);
        StrictBus bus = new StrictBus(machine, 0);
        bus.connect(LinuxDriver.BUS);
        StrictNic nic = new StrictNic(new StrictChannel(bus, bus.offers().getFirst(), 128), 40, true);
        LinuxDriver driver = new LinuxDriver(nic, nvsp);
        driver.probe();
        nic.set(0x0001010E, Wire.of("0d 00 00 00", 4));
        return new Running(driver, nic, wire);
    }

    /** The value of a kind of information beside a frame, which is there. */
    private static int info(Wire message, int type) {
        int end = 44 + message.i32(32);
        for (int at = 44; at < end; at += message.i32(at)) {
            if (message.i32(at + 4) == type) return message.i32(at + message.i32(at + 8));
        }
        throw new AssertionError("nothing of kind %08x beside the frame".formatted(type));
    }

    /** TCP over IPv4 to the adapter's own address; the checksum field holds the pseudo-header's sum. */
    private static byte[] tcp(int payload, boolean sumsLength) {
        byte[] frame = new byte[HEADERS + payload];
        MemorySegment bytes = MemorySegment.ofArray(frame);
        BigEndian.putU48(bytes, 0, Bench.address(1).bits());
        BigEndian.putU48(bytes, 6, Bench.address(1).bits());
        BigEndian.putU16(bytes, 12, 0x0800);
        BigEndian.putU16(bytes, 14, 0x4500);
        BigEndian.putU16(bytes, 16, 40 + payload);
        BigEndian.putU16(bytes, 22, 0x4006);
        BigEndian.putU32(bytes, 26, 0x0A000001);
        BigEndian.putU32(bytes, 30, 0x0A000002);
        BigEndian.putU16(bytes, 24, InternetChecksum.complement(InternetChecksum.sum(bytes, 14, 20)));
        BigEndian.putU16(bytes, TCP_AT, 4000);
        BigEndian.putU16(bytes, TCP_AT + 2, 80);
        BigEndian.putU16(bytes, TCP_AT + 12, 0x5010);
        for (int i = 0; i < payload; i++) bytes.set(ValueLayout.JAVA_BYTE, HEADERS + i, (byte) (i * 7));
        int pseudo = InternetChecksum.add(InternetChecksum.sum(bytes, 26, 8), 6);
        BigEndian.putU16(bytes, TCP_AT + 16, sumsLength ? InternetChecksum.add(pseudo, 20 + payload) : pseudo);
        return frame;
    }

    private static boolean isWhole(Wire frame) {
        MemorySegment bytes = MemorySegment.ofArray(frame.array());
        int length = frame.length();
        int pseudo = InternetChecksum.add(InternetChecksum.sum(bytes, 26, 8), 6);
        int sum = InternetChecksum.add(pseudo, length - TCP_AT);
        sum = InternetChecksum.add(sum, InternetChecksum.sum(bytes, TCP_AT, length - TCP_AT));
        return InternetChecksum.complement(sum) == 0 && BigEndian.u16(bytes, 16) == length - 14;
    }
}
