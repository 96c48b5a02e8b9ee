package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/** RNDIS PACKET messages as bytes ([MS-RNDIS] 2.2.14). */
final class Envelope {

    private Envelope() {}

    /** A frame of 60 bytes whose payload begins with a number. */
    static Frame frame(MacAddress from, MacAddress to, int number) {
        return FrameBuilder.frame(from, to).payload((byte) number, (byte) 0x5A).build();
    }

    /** A frame in an envelope with this per-packet information, and so many bytes of padding that count as its own. */
    static Wire of(Frame frame, String info, int padding) {
        Wire bytes = Wire.of(info, 0);
        int head = 44 + bytes.length();
        Wire message = Wire.zeros(head + frame.length() + padding);
        message.put(
                0,
                Wire.of(StrictBus.words(1, message.length(), head - 8, frame.length()), 0)
                        .array());
        if (bytes.length() > 0) message.put(28, 36).put(32, bytes.length()).put(44, bytes.array());
        return message.put(head, bytes(frame));
    }

    /** Whole messages behind one another, as in a section. */
    static Wire joined(Wire... messages) {
        int length = 0;
        for (Wire message : messages) length += message.length();
        Wire joined = Wire.zeros(length);
        int at = 0;
        for (Wire message : messages) {
            joined.put(at, message.array());
            at += message.length();
        }
        return joined;
    }

    /** Per-packet information: a flow's hash, as current Linux sends it with every frame. */
    static String hash(int value) {
        return StrictBus.words(16, 8, 12, value) + " ";
    }

    /** Per-packet information: an 802.1Q tag. */
    static String tag(int priority, int vlan) {
        return StrictBus.words(16, 6, 12, priority | vlan << 4) + " ";
    }

    /** What is in an envelope from the host: exactly this frame, and this tag beside it. */
    static void assertHolds(Frame frame, Wire message) {
        assertEquals(1, message.i32(0), "type");
        assertTrue(message.u32(4) >= 44 && message.u32(4) <= message.length(), "message length " + message.u32(4));
        long dataAt = message.u32(8) + 8;
        long infoBytes = message.u32(32);
        message.assertZeros(16, 28, "out-of-band data");
        message.assertZeros(36, 44, "virtual circuit, reserved");
        if (infoBytes > 0) assertEquals(36, message.u32(28), "where the information begins");
        assertTrue(dataAt >= 44 + infoBytes, "the frame begins behind the information");
        assertEquals(frame.length(), message.u32(12), "length of the frame");
        assertTrue(dataAt + frame.length() <= message.u32(4), "the frame is in its envelope");
        assertEquals(
                new Wire(bytes(frame)).text(),
                message.part((int) dataAt, frame.length()).text());
        assertEquals(frame.tag(), tag(message, (int) infoBytes), "tag");
    }

    private static int tag(Wire message, int infoBytes) {
        int tag = Frame.UNTAGGED;
        for (int at = 44; at < 44 + infoBytes; at += message.i32(at)) {
            assertTrue(message.i32(at) >= 16 && message.i32(at) <= 44 + infoBytes - at, "size of an information");
            assertEquals(12, message.i32(at + 8), "where the value is");
            int value = message.i32(at + 12);
            if (message.i32(at + 4) == 6) tag = (value & 7) << 13 | (value >> 3 & 1) << 12 | (value >> 4 & 0xFFF);
        }
        return tag;
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
}
