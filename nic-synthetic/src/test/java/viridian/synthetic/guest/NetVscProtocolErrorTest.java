package viridian.synthetic.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestAllocator;
import viridian.partitions.LittleEndian;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusClient;
import viridian.synthetic.Bench;
import viridian.synthetic.Bytes;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.Station;

/** A guest does not trust its host: what it says is judged before it is used. */
class NetVscProtocolErrorTest {

    private static final Logger CHANNELS = Logger.getLogger(VmbusChannel.class.getName());

    private final Bench bench = new Bench();
    private final BareHost host = new BareHost(NvspVersion.V5);
    private final Partition partition =
            bench.hypervisor().createChild(bench.hypervisor().root(), "guest", Bench.MEMORY_BYTES, 1);
    private final GuestAllocator allocator = new GuestAllocator(partition.memory());
    private final NetVsc driver = new NetVsc(allocator, NetVscSettings.SMALL);
    private final Station station = new Station(driver);

    @BeforeEach
    void connect() {
        CHANNELS.setLevel(Level.OFF);
        VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
        partition.vmbus().offer(host);
        client.register(driver);
        client.connect();
        bench.settle();
        host.takeHeard();
    }

    @AfterEach
    void end() {
        CHANNELS.setLevel(null);
        bench.close();
    }

    @Test
    void aFrameInItsEnvelopeIsHeard() {
        announce(envelope(), 104);
        assertEquals(1, station.heard().size());
        assertEquals(List.of("completed 20"), host.takeHeard());
    }

    @Test
    void brokenEnvelopesAreDroppedAndCompleted() {
        int[][] breaks = {{0, 2}, {4, 105}, {8, 37}, {12, 61}, {12, 13}, {32, 16}};
        for (int[] broken : breaks) {
            MemorySegment envelope = envelope();
            LittleEndian.putI32(envelope, broken[0], broken[1]);
            announce(envelope, 104);
            assertEquals(List.of("completed 20"), host.takeHeard(), broken[1] + " at " + broken[0]);
        }
        announce(envelope(), 103);
        assertEquals(List.of(), station.heard());
        assertEquals(breaks.length + 1, driver.counters().droppedReceiving());
        announce(envelope(), 104);
        assertEquals(1, station.heard().size());
    }

    @Test
    void rangesOutsideTheReceiveBufferEndTheChannel() {
        host.announce(Terms.RECEIVE_ID, NvspRndis.DATA, new int[] {1 << 20}, new int[] {104}, 20);
        bench.settle();
        assertStopped();
    }

    @Test
    void rangesThatEndOutsideEndTheChannel() {
        host.announce(Terms.RECEIVE_ID, NvspRndis.CONTROL, new int[] {0}, new int[] {-1}, 20);
        bench.settle();
        assertStopped();
    }

    @Test
    void anotherBuffersNumberEndsTheChannel() {
        host.announce(0xBEEF, NvspRndis.DATA, new int[] {0}, new int[] {104}, 20);
        bench.settle();
        assertStopped();
    }

    @Test
    void completionsOfNothingAreIgnoredAndCounted() {
        host.completes(host.channel(), Transaction.id(Transaction.SECTION, 3));
        host.completes(host.channel(), Transaction.id(Transaction.LARGE, 0));
        host.completes(host.channel(), Transaction.id(Transaction.SECTION, -1));
        host.completes(host.channel(), Transaction.id(77, 1));
        host.completes(host.channel(), Transaction.id(Transaction.NVSP, 0));
        host.completes(host.channel(), -1);
        bench.settle();
        assertEquals(5, driver.counters().unknownCompletions());
        assertIsHeard();
    }

    @Test
    void aSectionIsFreeOnceHoweverOftenItIsCompleted() {
        assertTrue(station.saysTo(Bench.address(2)));
        bench.settle();
        List<String> sent = host.takeHeard();
        assertEquals(List.of("frames in section 0 C"), sent);
        host.completes(host.channel(), Transaction.id(Transaction.SECTION, 0));
        host.completes(host.channel(), Transaction.id(Transaction.SECTION, 0));
        bench.settle();
        assertEquals(1, driver.counters().unknownCompletions());
        assertTrue(station.saysTo(Bench.address(2)));
        assertTrue(station.saysTo(Bench.address(2)));
        bench.settle();
        assertEquals(List.of("frames in section 0 C", "frames in section 1 C"), host.takeHeard());
    }

    @Test
    void framesInBandAreIgnored() {
        MemorySegment message = MemorySegment.ofArray(new byte[28]);
        LittleEndian.putI32(message, 0, 107);
        host.channel().send(message, 0, 28, 7, true);
        host.channel().flush();
        bench.settle();
        assertEquals(List.of(), station.heard());
        assertIsHeard();
    }

    @Test
    void aControlMessageLongerThanItsPlaceEndsTheChannel() {
        host.announce(Terms.RECEIVE_ID, NvspRndis.CONTROL, new int[] {0}, new int[] {1807}, 20);
        bench.settle();
        assertStopped();
    }

    @Test
    void transferPagesWithoutRndisEndTheChannel() {
        MemorySegment message = MemorySegment.ofArray(new byte[28]);
        LittleEndian.putI32(message, 0, 108);
        host.channel()
                .sendTransferPages(
                        Terms.RECEIVE_ID, new int[] {20 * 1806}, new int[] {104}, 1, message, 0, 28, 20, true);
        host.channel().flush();
        bench.settle();
        assertStopped();
    }

    @Test
    void whatTheHostSaysOfItsLinkIsBelievedAsFarAsItIsThere() {
        host.control(0, new RndisMessage.Indicate(0x40010013, Bytes.of("40 42 0f 00")).bytes());
        bench.settle();
        assertEquals(100_000_000, driver.linkSpeed());
        host.control(0, new RndisMessage.Indicate(0x40010013, Bytes.of("40 42 0f")).bytes());
        host.control(1, new RndisMessage.Indicate(0x40010018, RndisMessage.NOTHING).bytes());
        host.control(2, new RndisMessage.Indicate(0x4001000C, RndisMessage.NOTHING).bytes());
        bench.settle();
        assertEquals(100_000_000, driver.linkSpeed());
        assertEquals(1, driver.networkChanges());
        assertFalse(driver.isLinked());
    }

    @Test
    void answersToNothingAreIgnored() {
        host.control(0, new RndisMessage.SetComplete(99, 0).bytes());
        host.control(1, new RndisMessage.QueryComplete(99, 0, RndisMessage.NOTHING).bytes());
        host.control(2, Bytes.of("ff ff ff ff ff ff ff ff"));
        bench.settle();
        assertEquals(List.of("completed 0", "completed 1", "completed 2"), host.takeHeard());
        assertTrue(driver.isLinked());
    }

    @Test
    void noBytesAtAllBreakTheGuest() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 3000; run++) {
            MemorySegment bytes = MemorySegment.ofArray(new byte[4 * random.nextInt(2, 60)]);
            for (long at = 0; at < bytes.byteSize(); at += 4) {
                LittleEndian.putI32(bytes, at, random.nextInt(5) == 0 ? random.nextInt() : random.nextInt(240));
            }
            LittleEndian.putI32(bytes, 4, (int) bytes.byteSize());
            if (random.nextBoolean()) host.control(random.nextInt(16), bytes);
            else announce(bytes, random.nextInt((int) bytes.byteSize() + 1));
            bench.settle();
        }
        station.takeHeard();
        host.control(0, new RndisMessage.Indicate(0x4001000B, RndisMessage.NOTHING).bytes());
        announce(envelope(), 104);
        assertEquals(1, station.heard().size());
    }

    private void assertIsHeard() {
        station.takeHeard();
        announce(envelope(), 104);
        assertEquals(1, station.heard().size());
    }

    private void assertStopped() {
        assertFalse(station.says(
                FrameBuilder.frame(Bench.address(1), Bench.address(2)).build()));
        assertEquals(List.of(), station.heard());
    }

    private void announce(MemorySegment envelope, int length) {
        host.put(20 * 1806, envelope);
        host.announce(Terms.RECEIVE_ID, NvspRndis.DATA, new int[] {20 * 1806}, new int[] {length}, 20);
        bench.settle();
    }

    private static MemorySegment envelope() {
        Frame frame = FrameBuilder.frame(Bench.address(2), Bench.address(1)).build();
        MemorySegment envelope = MemorySegment.ofArray(new byte[104]);
        RndisPacket.writeHead(envelope, 0, 104, 44, 60, Frame.UNTAGGED);
        frame.copyTo(envelope, 44);
        return envelope;
    }
}
