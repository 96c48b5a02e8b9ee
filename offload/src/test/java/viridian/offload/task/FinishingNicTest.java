package viridian.offload.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.offload.task.TransportFrame.Seed;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Tcp;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class FinishingNicTest {

    private static final int MTU = 1500;

    private final RecordingNic interior = new RecordingNic(MacAddress.parse("00-15-5D-00-00-01"), 65_550);
    private final FinishingNic nic = FinishingNic.bothWays(interior, MTU);
    private final List<Frame> heard = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(7);

    FinishingNicTest() {
        nic.start(new FrameSink() {
            @Override
            public boolean accept(Frame frame) {
                return heard.add(frame.copy());
            }

            @Override
            public void flush() {}
        });
    }

    @Test
    void aWholeFrameIsPassedOnAsItIs() {
        List<Frame> passed = new ArrayList<>();
        FinishingNic other = FinishingNic.bothWays(interior, MTU);
        other.start(new FrameSink() {
            @Override
            public boolean accept(Frame frame) {
                return passed.add(frame);
            }

            @Override
            public void flush() {}
        });
        Frame tcp = TransportFrame.ipv4(Tcp.PROTOCOL, payload(100)).build(Seed.WHOLE);
        Frame udp = TransportFrame.ipv6(Udp.PROTOCOL, payload(100)).build(Seed.WHOLE);
        Frame foreign =
                FrameBuilder.frame(interior.address(), interior.address()).build();
        for (Frame frame : List.of(tcp, udp, foreign)) interior.says(frame);
        assertSame(tcp, passed.get(0));
        assertSame(udp, passed.get(1));
        assertSame(foreign, passed.get(2));
        assertEquals(0, other.counters().finished());
    }

    @ParameterizedTest
    @EnumSource(names = {"WITH_LENGTH", "WITHOUT_LENGTH"})
    void aSeedIsMadeAChecksum(Seed seed) {
        for (TransportFrame frame : List.of(
                TransportFrame.ipv4(Tcp.PROTOCOL, payload(1000)),
                TransportFrame.ipv6(Tcp.PROTOCOL, payload(1)),
                TransportFrame.ipv4(Udp.PROTOCOL, payload(333)),
                TransportFrame.ipv6(Udp.PROTOCOL, payload(0)))) {
            Frame unfinished = frame.build(seed);
            byte[] before = TransportFrame.bytes(unfinished);
            interior.says(unfinished);
            assertArrayEquals(before, TransportFrame.bytes(unfinished), "the lender's memory is not written");
            assertArrayEquals(TransportFrame.bytes(frame.build(Seed.WHOLE)), TransportFrame.bytes(heard.removeLast()));
        }
        assertEquals(4, nic.counters().finished());
    }

    @Test
    void aDamagedChecksumStaysDamaged() {
        Frame frame = TransportFrame.ipv4(Tcp.PROTOCOL, payload(100)).build(Seed.WHOLE);
        BigEndian.putU8(frame.memory(), 80, BigEndian.u8(frame.memory(), 80) ^ 1);
        interior.says(frame);
        assertArrayEquals(TransportFrame.bytes(frame), TransportFrame.bytes(heard.getFirst()));
        assertEquals(0, nic.counters().finished());
    }

    @Test
    void aRightChecksumThatLooksLikeASeedIsLeftAlone() {
        TransportFrame tcp = TransportFrame.ipv4(Tcp.PROTOCOL, new byte[2]);
        // Two payload bytes can make any sum, so one of these values makes the right checksum equal the seed.
        for (int value = 0; value < 0x1_0000; value++) {
            tcp.payload(new byte[] {(byte) (value >>> 8), (byte) value});
            Frame whole = tcp.build(Seed.WHOLE);
            if (tcp.checksum(whole) != tcp.checksum(tcp.build(Seed.WITH_LENGTH))) continue;
            interior.says(whole);
            assertEquals(0, nic.counters().finished());
            assertArrayEquals(TransportFrame.bytes(whole), TransportFrame.bytes(heard.getFirst()));
            return;
        }
        throw new AssertionError("no payload makes the checksum equal the seed");
    }

    @Test
    void theTagStaysBesideTheFrame() {
        Frame frame = TransportFrame.ipv4(Tcp.PROTOCOL, payload(5000)).build(Seed.WITH_LENGTH);
        frame.retag(10);
        interior.says(frame);
        Frame single = TransportFrame.ipv4(Udp.PROTOCOL, payload(50)).build(Seed.WITH_LENGTH);
        single.retag(11);
        interior.says(single);
        assertEquals(List.of(10, 10, 10, 10, 11), heard.stream().map(Frame::tag).toList());
    }

    @ParameterizedTest
    @EnumSource
    void aLargeSendIsCutIntoSegmentsThatAreWhole(Seed seed) {
        for (int length : new int[] {1461, 2920, 2921, 7240, 64_000}) {
            for (boolean ipv4 : new boolean[] {true, false}) {
                assertCut(ipv4, payload(length), seed);
            }
        }
        assertEquals(10, nic.counters().cut());
    }

    @Test
    void flagsOfOneSegmentStayWithThatOne() {
        int flags = Tcp.ACK | Tcp.PSH | Tcp.FIN | Tcp.CWR | 0x40;
        interior.says(
                TransportFrame.ipv4(Tcp.PROTOCOL, payload(4000)).flags(flags).build(Seed.WITH_LENGTH));
        List<Integer> seen = heard.stream().map(f -> Tcp.flags(f.memory(), 34)).toList();
        assertEquals(List.of(Tcp.ACK | Tcp.CWR | 0x40, Tcp.ACK | 0x40, Tcp.ACK | Tcp.PSH | Tcp.FIN | 0x40), seen);
    }

    @Test
    void packetNumbersCountOnInTheirOwnHalf() {
        interior.says(TransportFrame.ipv4(Tcp.PROTOCOL, payload(5000))
                .identification(0x7FFE)
                .build(Seed.WITH_LENGTH));
        List<Integer> seen =
                heard.stream().map(f -> Ipv4.identification(f.memory(), 14)).toList();
        assertEquals(List.of(0x7FFE, 0x7FFF, 0, 1), seen);
    }

    @Test
    void aLargeSendMayLeaveItsLengthAtZero() {
        Frame frame = TransportFrame.ipv4(Tcp.PROTOCOL, payload(4000)).build(Seed.WITHOUT_LENGTH);
        Ipv4.rewrite(frame.memory(), 14, 0, 1, 0);
        interior.says(frame);
        assertArrayEquals(payloadOf(frame, 54), concatenated(54));
    }

    @Test
    void whatIsTooLongAndNoLargeSendGoesNowhere() {
        TransportFrame tcp = TransportFrame.ipv4(Tcp.PROTOCOL, payload(4000));
        Frame damaged = tcp.build(Seed.WHOLE);
        BigEndian.putU8(damaged.memory(), 2000, BigEndian.u8(damaged.memory(), 2000) ^ 1);
        Frame fragment = tcp.build(Seed.WITH_LENGTH);
        Ipv4.rewrite(fragment.memory(), 14, fragment.length() - 14, 1, Ipv4.MORE_FRAGMENTS);
        List<Frame> tooLong = List.of(
                TransportFrame.ipv4(Udp.PROTOCOL, payload(4000)).build(Seed.WITH_LENGTH),
                FrameBuilder.broadcast(interior.address()).length(1515).build(),
                tcp.flags(Tcp.SYN).build(Seed.WITH_LENGTH),
                damaged,
                fragment);
        for (Frame frame : tooLong) assertEquals(false, interior.says(frame));
        assertEquals(5, nic.counters().refused());
        assertEquals(List.of(), heard);
    }

    @Test
    void whatGoesOutIsNotTouched() {
        Frame frame = TransportFrame.ipv4(Tcp.PROTOCOL, payload(100)).build(Seed.WITH_LENGTH);
        assertTrue(nic.accept(frame));
        assertArrayEquals(
                TransportFrame.bytes(frame),
                TransportFrame.bytes(interior.heard().getFirst()));
        nic.flush();
        nic.close();
        assertEquals(1, interior.flushes());
        assertTrue(interior.isClosed());
        assertEquals(1514, nic.maxFrame());
        assertEquals(interior.address(), nic.address());
    }

    @Test
    void noBytesMakeItStumble() {
        long seed = System.nanoTime();
        System.out.println("FinishingNicTest seed " + seed);
        SplittableRandom hostile = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            Frame frame = (hostile.nextBoolean()
                            ? TransportFrame.ipv4(hostile.nextBoolean() ? 6 : 17, payload(hostile.nextInt(3000)))
                            : TransportFrame.ipv6(hostile.nextBoolean() ? 6 : 17, payload(hostile.nextInt(3000))))
                    .build(List.of(Seed.values()).get(hostile.nextInt(3)));
            for (int damage = hostile.nextInt(4); damage > 0; damage--) {
                int at = 12 + hostile.nextInt(Math.min(70, frame.length() - 12));
                BigEndian.putU8(frame.memory(), at, hostile.nextInt(256));
            }
            int length = hostile.nextInt(4) == 0 ? 14 + hostile.nextInt(frame.length() - 13) : frame.length();
            interior.says(new Frame().lend(frame.memory().asSlice(0, length), 0, length, Frame.UNTAGGED));
            for (Frame passed : heard) assertTrue(passed.length() <= MTU + 14, "seed " + seed);
            heard.clear();
        }
    }

    private void assertCut(boolean ipv4, byte[] payload, Seed seed) {
        heard.clear();
        TransportFrame tcp =
                ipv4 ? TransportFrame.ipv4(Tcp.PROTOCOL, payload) : TransportFrame.ipv6(Tcp.PROTOCOL, payload);
        interior.says(tcp.timestamps().build(seed));
        int header = (ipv4 ? 34 : 54) + 32;
        int most = MTU + 14 - header;
        assertEquals((payload.length + most - 1) / most, heard.size());
        for (int i = 0; i < heard.size(); i++) {
            Frame segment = heard.get(i);
            byte[] part = Arrays.copyOfRange(payload, i * most, Math.min(payload.length, (i + 1) * most));
            Frame expected =
                    tcp.segment(i, i * most, part, i == heard.size() - 1).build(Seed.WHOLE);
            assertArrayEquals(TransportFrame.bytes(expected), TransportFrame.bytes(segment), "segment " + i);
        }
        assertArrayEquals(payload, concatenated(header));
    }

    private byte[] concatenated(int header) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Frame segment : heard) whole.writeBytes(payloadOf(segment, header));
        return whole.toByteArray();
    }

    private static byte[] payloadOf(Frame frame, int header) {
        byte[] bytes = TransportFrame.bytes(frame);
        return Arrays.copyOfRange(bytes, header, bytes.length);
    }

    private byte[] payload(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
