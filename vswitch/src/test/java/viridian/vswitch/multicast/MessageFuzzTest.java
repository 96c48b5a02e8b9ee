package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;
import static viridian.vswitch.multicast.Talk.SECOND;
import static viridian.vswitch.multicast.Talk.told;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.multicast.GroupMessage.Query;

/** Whatever the bytes, reading a message about groups ends with an answer, and looks at no byte beyond the frame. */
class MessageFuzzTest {

    private static final MacAddress HOST = MacAddress.parse("02-00-00-00-00-0A");
    private static final int ROUNDS = Integer.getInteger("viridian.fuzz.rounds", 300_000);

    private static List<Frame> samples() {
        List<Frame> samples = new ArrayList<>();
        for (GroupProtocol protocol : GroupProtocol.values()) {
            boolean ipv4 = protocol == GroupProtocol.IGMP;
            String group = ipv4 ? "239.1.2.3" : "ff15::123";
            String source = ipv4 ? "10.0.0.1" : "2001:db8::1";
            String querier = ipv4 ? "10.0.0.254" : "fe80::1";
            samples.add(ipv4 ? Talk.igmpReport(HOST, 2, group) : Talk.mldReport(HOST, group));
            samples.add(ipv4 ? Talk.igmpLeave(HOST, group) : Talk.mldDone(HOST, group));
            samples.add(Talk.records(
                    HOST,
                    told(GroupRecord.Type.IS_EXCLUDE, group, source, source),
                    told(GroupRecord.Type.BLOCK, group, source)));
            samples.add(Talk.generalQuery(HOST, querier));
            samples.add(Talk.query(
                    HOST,
                    querier,
                    new Query(
                            protocol.newest(),
                            Talk.ip(group),
                            SECOND,
                            true,
                            2,
                            125 * SECOND,
                            List.of(Talk.ip(source)))));
        }
        samples.add(Talk.pimHello(HOST));
        return samples;
    }

    @Test
    void everyTruncationOfAMessageIsAnsweredAndNoneIsBelieved() {
        for (Frame sample : samples()) {
            int packet = packetBytes(sample);
            for (int length = Frame.HEADER_BYTES; length < sample.length(); length++) {
                Frame cut = guarded(sample, length);
                HeardMessage heard = HeardMessage.read(cut);
                boolean isWhole = length >= Frame.HEADER_BYTES + packet;
                if (isWhole || heard == null) continue;
                assertEquals(GroupMessage.Broken.class, heard.message().getClass(), sample + " cut to " + length);
            }
        }
    }

    @Test
    void damagedMessagesAreAnswered() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Frame> samples = samples();
        for (int round = 0; round < ROUNDS; round++) {
            Frame sample = samples.get(random.nextInt(samples.size()));
            byte[] bytes = sample.bytes().toArray(ValueLayout.JAVA_BYTE);
            for (int hit = random.nextInt(4); hit >= 0; hit--) {
                bytes[Frame.HEADER_BYTES + random.nextInt(bytes.length - Frame.HEADER_BYTES)] = (byte) random.nextInt();
            }
            if (random.nextBoolean()) mendChecksums(bytes);
            int cut = random.nextInt(3) == 0 ? Frame.HEADER_BYTES + random.nextInt(bytes.length - 13) : bytes.length;
            read(guarded(Frame.of(bytes), cut), seed, round);
        }
    }

    @Test
    void randomMessagesWithRightChecksumsAreAnswered() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] message = new byte[random.nextInt(80)];
            random.nextBytes(message);
            if (message.length > 0 && random.nextInt(8) > 0) {
                int[] types = {0x11, 0x12, 0x16, 0x17, 0x22, 0x22, 0x30, 130, 131, 132, 143, 143, 151};
                message[0] = (byte) types[random.nextInt(types.length)];
            }
            if (message.length > 7 && random.nextBoolean()) message[6] = 0;
            if (message.length > 11 && random.nextBoolean()) message[10] = 0;
            for (GroupProtocol protocol : GroupProtocol.values()) {
                byte[] summed = message.clone();
                if (summed.length > 3) {
                    MemorySegment memory = MemorySegment.ofArray(summed);
                    BigEndian.putU16(memory, 2, 0);
                    BigEndian.putU16(memory, 2, Checksum.of(memory));
                }
                try {
                    if (protocol == GroupProtocol.IGMP) Igmp.read(MemorySegment.ofArray(summed));
                    else Mld.read(MemorySegment.ofArray(summed));
                } catch (RuntimeException e) {
                    fail(
                            "seed " + seed + " round " + round + " "
                                    + HexFormat.of().formatHex(summed),
                            e);
                }
            }
        }
    }

    private static void read(Frame frame, long seed, int round) {
        try {
            HeardMessage heard = HeardMessage.read(frame);
            if (heard != null) assertFalse(Reasons.ofMessage(heard).isEmpty());
        } catch (RuntimeException e) {
            fail("seed " + seed + " round " + round + " " + frame, e);
        }
    }

    /** The frame cut to a length, in memory that ends there: whoever reads on is thrown at. */
    private static Frame guarded(Frame frame, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(frame.memory(), frame.offset(), MemorySegment.ofArray(bytes), 0, length);
        return Frame.of(bytes);
    }

    private static int packetBytes(Frame frame) {
        boolean ipv4 = frame.etherType() == 0x0800;
        return ipv4
                ? BigEndian.u16(frame.memory(), frame.offset() + 16)
                : 40 + BigEndian.u16(frame.memory(), frame.offset() + 18);
    }

    /** Makes the checksums right where header lengths still make sense, so that damage gets past them. */
    private static void mendChecksums(byte[] bytes) {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (BigEndian.u16(memory, 12) != 0x0800) return;
        int header = (bytes[14] & 0xF) * 4;
        int total = BigEndian.u16(memory, 16);
        if (header < 20 || total < header + 4 || 14 + total > bytes.length) return;
        BigEndian.putU16(memory, 24, 0);
        BigEndian.putU16(memory, 24, Checksum.of(memory.asSlice(14, header)));
        MemorySegment message = memory.asSlice(14 + header, total - header);
        BigEndian.putU16(message, 2, 0);
        BigEndian.putU16(message, 2, Checksum.of(message));
    }
}
