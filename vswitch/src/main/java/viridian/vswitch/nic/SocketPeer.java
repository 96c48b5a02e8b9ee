package viridian.vswitch.nic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.InlineTag;

/**
 * One connection, from both sides: what is to be written, and what was read.
 *
 * <p>Netty's LengthFieldBasedFrameDecoder would do, but it makes a buffer for each frame, and around that a view would be made of
 * it as memory; here both are made once for all frames that were read together.
 */
final class SocketPeer extends ByteToMessageDecoder {

    private final SocketNic nic;
    private final FrameSink receiver;
    private final SocketBurst burst;
    private final Frame view = new Frame();
    private @Nullable String reason;

    SocketPeer(SocketNic nic, FrameSink receiver, Channel channel) {
        this.nic = nic;
        this.receiver = receiver;
        this.burst = new SocketBurst(channel);
    }

    boolean accept(Frame frame) {
        return burst.accept(frame);
    }

    void flush() {
        burst.flush();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        nic.met(this);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        MemorySegment memory = null;
        int start = in.readerIndex();
        while (in.readableBytes() >= SocketNic.PREFIX_BYTES) {
            long length = in.getUnsignedInt(in.readerIndex());
            if (length > SocketNic.LONGEST) {
                cutOff(context, in, length);
                break;
            }
            if (in.readableBytes() < SocketNic.PREFIX_BYTES + length) break;
            if (memory == null) memory = MemorySegment.ofBuffer(in.nioBuffer());
            int at = in.readerIndex() - start + SocketNic.PREFIX_BYTES;
            in.skipBytes(SocketNic.PREFIX_BYTES + (int) length);
            handIn(memory, at, (int) length);
        }
        if (memory != null) receiver.flush();
    }

    private void cutOff(ChannelHandlerContext context, ByteBuf in, long length) {
        reason = "the peer announced a frame of %d bytes, and the longest has %d".formatted(length, SocketNic.LONGEST);
        in.skipBytes(in.readableBytes());
        context.close();
    }

    private void handIn(MemorySegment memory, int at, int length) {
        try {
            if (InlineTag.lend(view, memory, at, length)) receiver.accept(view);
            else nic.damaged();
        } catch (RuntimeException | Error broken) {
            // One frame that breaks somebody must not end the adapter.
            Thread carrying = Thread.currentThread();
            carrying.getUncaughtExceptionHandler().uncaughtException(carrying, broken);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        reason = String.valueOf(broken.getMessage());
        context.close();
    }

    /** The last of the decoder's, so that what arrived before the end is handed in before the peer is gone. */
    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        burst.end();
        nic.lost(this, reason == null ? "the peer closed the connection" : reason);
    }
}
