package viridian.vswitch.nic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.vswitch.frame.Frame;

/** What stands on the wire between two processes, byte by byte. */
class SocketPeerTest {

    private static final String FRAME = "0102030405060a0b0c0d0e0f0800" + "45".repeat(46);
    private static final String TAGGED = "0102030405060a0b0c0d0e0f" + "81006064" + "0800" + "45".repeat(46);

    private final HeardFrames heard = new HeardFrames();

    /** Listens: who connects would try again at once, and tell what came of that instead of what is told here. */
    private SocketNic nic;

    private final StringBuilder written = new StringBuilder();
    private EmbeddedChannel channel;
    private SocketPeer peer;

    /** The wire: keeps what is written, for the buffer is used again. */
    private final class Wire extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            written.append(ByteBufUtil.hexDump((ByteBuf) message));
            ReferenceCountUtil.release(message);
            promise.setSuccess();
        }
    }

    @BeforeEach
    void connect(@TempDir Path directory) throws IOException {
        nic = SocketNic.listen(UnixDomainSocketAddress.of(directory.resolve("socket")));
        channel = new EmbeddedChannel(new Wire());
        peer = new SocketPeer(nic, heard, channel);
        channel.pipeline().addLast(peer);
        channel.pipeline().fireChannelActive();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        nic.close();
    }

    @Test
    void aFrameIsPrecededByItsLength() {
        says(frame(FRAME));
        assertEquals("0000003c" + FRAME, written());
    }

    @Test
    void aTagStandsInLineAndCounts() {
        Frame frame = frame(FRAME);
        frame.retag(0x6064);
        says(frame);
        assertEquals("00000040" + TAGGED, written());
    }

    @Test
    void aShortFrameIsPaddedToSixtyBytes() {
        says(frame(FRAME.substring(0, 84)));
        assertEquals("0000003c" + FRAME.substring(0, 84) + "00".repeat(18), written());
    }

    @Test
    void framesOfABurstAreWrittenTogether() {
        assertTrue(peer.accept(frame(FRAME)));
        assertTrue(peer.accept(frame(FRAME)));
        assertEquals("", written(), "nothing before the flush");
        peer.flush();
        assertEquals(("0000003c" + FRAME).repeat(2), written());
        peer.flush();
        assertEquals("", written(), "nothing twice");
    }

    @Test
    void framesThatComeTogetherAreHandedInOneByOneAndFlushed() {
        arrives("0000003c" + FRAME + "00000040" + TAGGED + "0000000e" + FRAME.substring(0, 28));
        List<Frame> frames = heard.frames();
        assertEquals(3, frames.size());
        assertArrayEquals(hex(FRAME), bytes(frames.getFirst()));
        assertEquals(Frame.UNTAGGED, frames.getFirst().tag());
        assertArrayEquals(hex(FRAME), bytes(frames.get(1)));
        assertEquals(0x6064, frames.get(1).tag());
        assertEquals(14, frames.get(2).length());
    }

    @Test
    void aFrameInPiecesWaitsForItsLastByte() {
        byte[] wire = hex("00000040" + TAGGED);
        for (int i = 0; i < wire.length; i++) {
            assertEquals(0, heard.frames().size(), "after " + i + " bytes");
            channel.writeInbound(Unpooled.copiedBuffer(wire, i, 1));
        }
        assertEquals(1, heard.frames().size());
        assertArrayEquals(hex(FRAME), bytes(heard.frames().getFirst()));
    }

    @Test
    void whereverTheStreamIsCutTheSameFramesArrive() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            byte[] wire = new byte[random.nextInt(14, 3_000)];
            random.nextBytes(wire);
            wire[12] = 0x08;
            ByteBuf stream = Unpooled.buffer().writeInt(wire.length).writeBytes(wire);
            while (stream.isReadable()) {
                channel.writeInbound(stream.readBytes(Math.min(stream.readableBytes(), random.nextInt(1, 1_200))));
            }
            assertEquals(i + 1, heard.frames().size(), "seed " + seed);
            assertArrayEquals(wire, bytes(heard.frames().get(i)), "seed " + seed);
        }
    }

    @Test
    void theLongestFrameArrives() {
        byte[] wire = new byte[SocketNic.LONGEST];
        Arrays.fill(wire, (byte) 7);
        channel.writeInbound(Unpooled.buffer().writeInt(wire.length).writeBytes(wire));
        assertArrayEquals(wire, bytes(heard.frames().getFirst()));
        assertTrue(channel.isOpen());
    }

    @Test
    void whoAnnouncesALongerOneIsCutOffAndTheReasonTold() {
        arrives("0000003c" + FRAME + "00011001" + FRAME);
        assertEquals(1, heard.frames().size(), "what came before counts");
        assertFalse(channel.isOpen());
        assertEquals("the peer announced a frame of 69633 bytes, and the longest has 69632", nic.failure());
        assertFalse(nic.isUp());
    }

    @Test
    void aLengthIsNeverNegative() {
        arrives("ffffffff" + FRAME);
        assertFalse(channel.isOpen());
        assertEquals("the peer announced a frame of 4294967295 bytes, and the longest has 69632", nic.failure());
    }

    @Test
    void whatIsTooShortForAFrameIsCountedAndTheRestGoesOn() {
        arrives("00000000" + "0000000d" + FRAME.substring(0, 26) + "0000003c" + FRAME);
        assertEquals(2, nic.damagedFrames());
        assertEquals(1, heard.frames().size());
    }

    @Test
    void whatDoesNotFitIsRefusedUntilSomethingWasWritten() {
        Frame large = Frame.of(new byte[Frame.LARGEST_SEND]);
        int taken = 0;
        while (peer.accept(large)) taken++;
        assertEquals(3, taken, "in 256 KB");
        channel.runPendingTasks();
        assertTrue(peer.accept(large));
    }

    private void says(Frame frame) {
        assertTrue(peer.accept(frame));
        peer.flush();
    }

    private String written() {
        channel.runPendingTasks();
        String digits = written.toString();
        written.setLength(0);
        return digits;
    }

    private void arrives(String digits) {
        channel.writeInbound(Unpooled.wrappedBuffer(hex(digits)));
    }

    private static Frame frame(String digits) {
        return Frame.of(hex(digits));
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
