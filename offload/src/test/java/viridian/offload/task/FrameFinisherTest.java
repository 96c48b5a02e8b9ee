package viridian.offload.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.offload.task.TransportFrame.Seed;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Tcp;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.Unfinished;

class FrameFinisherTest {

    private static final int TRANSPORT_4 = 34;
    private static final int TRANSPORT_6 = 54;
    private static final int MAX_FRAME = 1514;

    private final FinishingCounters counters = new FinishingCounters();
    private final FrameFinisher finisher = new FrameFinisher(MAX_FRAME, counters);
    private final List<Frame> heard = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(11);

    private final FrameSink sink = new FrameSink() {
        @Override
        public boolean accept(Frame frame) {
            assertEquals(Unfinished.NOTHING, frame.unfinished());
            return heard.add(frame.copy());
        }

        @Override
        public void flush() {}
    };

    @Test
    void aFrameWithoutNoteIsHandedOnItselfEvenIfItsChecksumLooksOpen() {
        List<Frame> same = new ArrayList<>();
        Frame frame = TransportFrame.ipv4(Tcp.PROTOCOL, payload(20)).build(Seed.WITH_LENGTH);
        finisher.finish(frame, new FrameSink() {
            @Override
            public boolean accept(Frame passed) {
                return same.add(passed);
            }

            @Override
            public void flush() {}
        });
        assertSame(frame, same.getFirst());
    }

    @Test
    void anOpenChecksumIsFilledIn() {
        for (boolean saysWhere : new boolean[] {true, false}) {
            for (TransportFrame frame : frames()) {
                Frame left = frame.build(Seed.WITH_LENGTH);
                boolean ipv6 = left.etherType() != Ipv4.ETHER_TYPE;
                int at = saysWhere ? (ipv6 ? TRANSPORT_6 : TRANSPORT_4) : 0;
                long work = Unfinished.checksum(at, ipv6, isUdp(left, ipv6), false);
                assertTrue(finisher.finish(noted(left, work), sink));
                assertArrayEquals(TransportFrame.bytes(frame.build(Seed.WHOLE)), TransportFrame.bytes(last()));
            }
        }
        assertEquals(8, counters.finished());
    }

    private List<TransportFrame> frames() {
        return List.of(
                TransportFrame.ipv4(Tcp.PROTOCOL, payload(1000)),
                TransportFrame.ipv4(Udp.PROTOCOL, payload(7)),
                TransportFrame.ipv6(Tcp.PROTOCOL, payload(1)),
                TransportFrame.ipv6(Udp.PROTOCOL, payload(0)));
    }

    @Test
    void whatPadsAShortFrameIsNotSummed() {
        TransportFrame frame = TransportFrame.ipv4(Udp.PROTOCOL, payload(3));
        byte[] padded = java.util.Arrays.copyOf(TransportFrame.bytes(frame.build(Seed.WITH_LENGTH)), 60);
        padded[59] = 0x55;
        finisher.finish(noted(Frame.of(padded), Unfinished.checksum(TRANSPORT_4, false, true, false)), sink);
        assertEquals(frame.checksum(frame.build(Seed.WHOLE)), frame.checksum(last()));
        assertEquals(60, last().length());
    }

    @Test
    void anOpenHeaderChecksumIsFilledIn() {
        Frame whole = TransportFrame.ipv4(Tcp.PROTOCOL, payload(9)).build(Seed.WHOLE);
        Frame left = whole.copy();
        BigEndian.putU16(left.memory(), 24, 0xBEEF);
        finisher.finish(noted(left, Unfinished.ipHeaderChecksum()), sink);
        assertArrayEquals(TransportFrame.bytes(whole), TransportFrame.bytes(last()));
    }

    @Test
    void aLargeSendIsCutIntoSegmentsOfTheSizeItsSenderWants() {
        byte[] data = payload(10_000);
        TransportFrame large =
                TransportFrame.ipv4(Tcp.PROTOCOL, data).timestamps().flags(Tcp.ACK | Tcp.PSH);
        Frame left = large.build(Seed.WITHOUT_LENGTH);
        BigEndian.putU16(left.memory(), 16, 0); // total length and header checksum may be left open
        BigEndian.putU16(left.memory(), 24, 0);
        int segment = 700;
        assertTrue(finisher.finish(noted(left, Unfinished.largeSend(segment, TRANSPORT_4, false)), sink));
        assertEquals(15, heard.size());
        for (int i = 0; i < 15; i++) {
            byte[] part = java.util.Arrays.copyOfRange(data, i * segment, Math.min(data.length, (i + 1) * segment));
            Frame expected = large.segment(i, i * segment, part, i == 14).build(Seed.WHOLE);
            assertArrayEquals(TransportFrame.bytes(expected), TransportFrame.bytes(heard.get(i)));
        }
        assertEquals(1, counters.cut());
    }

    @Test
    void segmentsAreNeverLongerThanTheAdapterCarries() {
        Frame left = TransportFrame.ipv6(Tcp.PROTOCOL, payload(5000)).build(Seed.WITHOUT_LENGTH);
        finisher.finish(noted(left, Unfinished.largeSend(9000, TRANSPORT_6, true)), sink);
        assertEquals(4, heard.size());
        assertTrue(heard.stream().allMatch(frame -> frame.length() <= MAX_FRAME));
    }

    @Test
    void aNoteThatDoesNotFitTheFrameRefusesIt() {
        Frame udp = TransportFrame.ipv4(Udp.PROTOCOL, payload(50)).build(Seed.WHOLE);
        Frame tcp = TransportFrame.ipv4(Tcp.PROTOCOL, payload(50)).build(Seed.WHOLE);
        for (Frame wrong : List.of(
                noted(udp, Unfinished.largeSend(100, TRANSPORT_4, false)),
                noted(tcp, Unfinished.largeSend(0, TRANSPORT_4, false)),
                noted(tcp, Unfinished.checksum(tcp.length() - 4, false, false, false)),
                noted(tcp, Unfinished.checksum(3, false, true, false)),
                noted(Frame.of(new byte[60]), Unfinished.ipHeaderChecksum()),
                noted(Frame.of(new byte[60]), Unfinished.checksum(0, false, false, false)))) {
            assertFalse(finisher.finish(wrong, sink), wrong.toString());
        }
        assertEquals(List.of(), heard);
        assertEquals(6, counters.refused());
    }

    @Test
    void noNoteOnNoBytesDoesHarm() {
        SplittableRandom dice = new SplittableRandom(4711);
        for (int run = 0; run < 50_000; run++) {
            byte[] bytes = new byte[14 + dice.nextInt(120)];
            dice.nextBytes(bytes);
            if (dice.nextBoolean()) BigEndian.putU16(MemorySegment.ofArray(bytes), 12, Ipv4.ETHER_TYPE);
            if (dice.nextBoolean() && bytes.length > 14) bytes[14] = 0x45;
            finisher.finish(noted(Frame.of(bytes), dice.nextLong()), sink);
            heard.clear();
        }
    }

    private static boolean isUdp(Frame frame, boolean ipv6) {
        return BigEndian.u8(frame.memory(), ipv6 ? 20 : 23) == Udp.PROTOCOL;
    }

    private static Frame noted(Frame frame, long work) {
        return new Frame().lend(frame.memory(), 0, frame.length(), frame.tag(), work);
    }

    private Frame last() {
        return heard.getLast();
    }

    private byte[] payload(int bytes) {
        byte[] payload = new byte[bytes];
        random.nextBytes(payload);
        return payload;
    }
}
