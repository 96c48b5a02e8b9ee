package viridian.vswitch.nic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/**
 * What is to be written to one peer: frames gather in one buffer while the other is being written, so that however many bursts
 * come from however many threads, one write takes all there is. A peer that does not read fills both, and that is all it costs.
 */
final class SocketBurst {

    /** Our choice: about 170 frames of full length. */
    private static final int ROOM_BYTES = 1 << 18;

    /** Who brings a longer burst than this does not wait for its end. */
    private static final int MUCH_BYTES = ROOM_BYTES / 4;

    private final Channel channel;
    private final Runnable write = this::write;
    private Gathered gathering;

    /** Null while it is being written. */
    private @Nullable Gathered spare;

    private boolean called;
    private boolean ended;

    /** Frames one behind the other, and the same bytes as memory. */
    private record Gathered(ByteBuf bytes, MemorySegment memory) {

        static Gathered in(Channel channel) {
            ByteBuf bytes = channel.alloc().directBuffer(ROOM_BYTES, ROOM_BYTES);
            return new Gathered(bytes, MemorySegment.ofBuffer(bytes.nioBuffer(0, ROOM_BYTES)));
        }

        int length() {
            return bytes.writerIndex();
        }
    }

    SocketBurst(Channel channel) {
        this.channel = channel;
        this.gathering = Gathered.in(channel);
        this.spare = Gathered.in(channel);
    }

    /** False if there is no room. */
    boolean accept(Frame frame) {
        int length;
        synchronized (this) {
            if (ended) return false;
            int at = gathering.length();
            if (at + SocketNic.PREFIX_BYTES + WireForm.length(frame) > ROOM_BYTES) return false;
            length = WireForm.write(frame, gathering.memory(), at + SocketNic.PREFIX_BYTES);
            BigEndian.putU32(gathering.memory(), at, length);
            gathering.bytes().writerIndex(at + SocketNic.PREFIX_BYTES + length);
            length = gathering.length();
        }
        if (length > MUCH_BYTES) flush();
        return true;
    }

    /** Sees to it that what was gathered is written, as soon as what is being written is gone. */
    void flush() {
        synchronized (this) {
            if (called || ended || spare == null || gathering.length() == 0) return;
            called = true;
        }
        try {
            channel.eventLoop().execute(write);
        } catch (RejectedExecutionException closedMeanwhile) {
            // What was gathered is lost, as all is that is under way when an adapter is closed.
        }
    }

    /** On the channel's own thread. */
    private void write() {
        Gathered full;
        synchronized (this) {
            called = false;
            if (ended || spare == null || gathering.length() == 0) return;
            full = gathering;
            gathering = spare;
            spare = null;
        }
        channel.writeAndFlush(full.bytes().retain()).addListener(done -> written(full));
    }

    private void written(Gathered full) {
        synchronized (this) {
            if (ended) {
                full.bytes().release();
                return;
            }
            full.bytes().clear();
            spare = full;
        }
        write();
    }

    /** The peer is gone. On the channel's own thread. */
    synchronized void end() {
        if (ended) return;
        ended = true;
        gathering.bytes().release();
        if (spare != null) spare.bytes().release();
    }
}
