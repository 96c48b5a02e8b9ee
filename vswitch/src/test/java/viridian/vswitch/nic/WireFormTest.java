package viridian.vswitch.nic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;

class WireFormTest {

    private static final String ADDRESSES = "0102030405060a0b0c0d0e0f";

    @Test
    void anUntaggedFrameIsPaddedToSixtyBytes() {
        byte[] wire = wire(Frame.of(hex(ADDRESSES + "0806" + "aabb")));
        assertArrayEquals(Arrays.copyOf(hex(ADDRESSES + "0806" + "aabb"), 60), wire);
    }

    @Test
    void aTaggedFrameIsPaddedToSixtyFourBytesWithTheTagBehindTheAddresses() {
        Frame frame = Frame.of(hex(ADDRESSES + "0800" + "aabb"));
        frame.retag(0x6064);
        assertArrayEquals(Arrays.copyOf(hex(ADDRESSES + "8100" + "6064" + "0800" + "aabb"), 64), wire(frame));
    }

    @Test
    void paddingLeavesNothingOfAnEarlierFrame() {
        byte[] reused = new byte[64];
        Arrays.fill(reused, (byte) 0x55);
        WireForm.write(Frame.of(hex(ADDRESSES + "0806")), MemorySegment.ofArray(reused));
        assertArrayEquals(new byte[46], Arrays.copyOfRange(reused, 14, 60));
    }

    @Test
    void aTagIsTakenOutOfTheBytes() {
        Frame view = new Frame();
        assertTrue(WireForm.read(hex(ADDRESSES + "8100" + "e00a" + "0800" + "4500"), view));
        assertEquals(0xE00A, view.tag());
        assertEquals(10, view.vlan());
        assertArrayEquals(hex(ADDRESSES + "0800" + "4500"), bytes(view));
    }

    @Test
    void aServiceTagStaysPayload() {
        Frame view = new Frame();
        assertTrue(WireForm.read(hex(ADDRESSES + "88a8" + "0064" + "0800"), view));
        assertEquals(Frame.UNTAGGED, view.tag());
        assertEquals(0x88A8, view.etherType());
    }

    @Test
    void ofTwoTagsOnlyTheOuterIsTakenOut() {
        Frame view = new Frame();
        assertTrue(WireForm.read(hex(ADDRESSES + "8100" + "0001" + "8100" + "0002" + "0800"), view));
        assertEquals(1, view.vlan());
        assertArrayEquals(hex(ADDRESSES + "8100" + "0002" + "0800"), bytes(view));
    }

    @Test
    void tooFewBytesAreNoFrame() {
        assertFalse(WireForm.read(new byte[13], new Frame()));
        assertFalse(WireForm.read(hex(ADDRESSES + "8100" + "0001" + "08"), new Frame()));
    }

    @Test
    void whatIsWrittenIsReadAgainWhateverItIs() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            Frame frame = randomFrame(random);
            Frame view = new Frame();
            assertTrue(WireForm.read(wire(frame), view));
            byte[] expected = Arrays.copyOf(bytes(frame), Math.max(60, frame.length()));
            assertArrayEquals(expected, bytes(view), "seed " + seed);
            assertEquals(frame.tag(), view.tag(), "seed " + seed);
        }
    }

    /** Somewhere within its memory, tagged or not; never with a type that is itself a tag. */
    private static Frame randomFrame(SplittableRandom random) {
        byte[] memory = new byte[9_100];
        random.nextBytes(memory);
        int offset = random.nextInt(50);
        memory[offset + 12] = 0x08;
        int tag = random.nextBoolean() ? Frame.UNTAGGED : random.nextInt(0x1_0000);
        return new Frame().lend(MemorySegment.ofArray(memory), offset, random.nextInt(14, 9_015), tag);
    }

    private static byte[] wire(Frame frame) {
        byte[] wire = new byte[WireForm.length(frame)];
        Arrays.fill(wire, (byte) 0x55);
        WireForm.write(frame, MemorySegment.ofArray(wire));
        return wire;
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
