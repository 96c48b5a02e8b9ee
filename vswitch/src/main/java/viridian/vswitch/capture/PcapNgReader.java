package viridian.vswitch.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.InlineTag;

/**
 * Reads the Ethernet frames of a capture file ("PCAP Next Generation (pcapng) Capture File Format",
 * draft-ietf-opsawg-pcapng section 4), {@link PcapNgFile}'s or another program's, of either byte order. Blocks it does not know
 * it passes over.
 */
public final class PcapNgReader {

    private static final int SECTION_HEADER_BLOCK = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION_BLOCK = 1;
    private static final int ENHANCED_PACKET_BLOCK = 6;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int OPT_COMMENT = 1;
    private static final int IF_NAME = 2;

    /** Type and length before a block's body, and the length again behind it. */
    private static final int BLOCK_HEAD_BYTES = 8;

    private static final int LEAST_BLOCK_BYTES = 12;
    private static final int INTERFACE_FIELDS_BYTES = 8;
    private static final int PACKET_FIELDS_BYTES = 20;

    /** Our choice: longer than the block of any frame, so that a file that is none is found out early. */
    private static final int LONGEST_BLOCK_BYTES = 1 << 24;

    private final Path file;
    private final FileChannel channel;
    private final Consumer<CapturedFrame> frames;
    private final List<Tap> taps = new ArrayList<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long packets;

    private record Tap(String name, boolean ethernet) {}

    private PcapNgReader(Path file, FileChannel channel, Consumer<CapturedFrame> frames) {
        this.file = file;
        this.channel = channel;
        this.frames = frames;
    }

    /**
     * Reads a file, frame by frame. A last block that is not whole, as a recording that goes on leaves it, is passed over.
     *
     * @param frames takes each frame, in the order of the file
     * @throws IOException if the file cannot be read or is no pcapng file
     */
    public static void read(Path file, Consumer<CapturedFrame> frames) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new PcapNgReader(file, channel, frames).blocks();
        }
    }

    private void blocks() throws IOException {
        ByteBuffer head = next(BLOCK_HEAD_BYTES + Integer.BYTES);
        if (head == null || head.getInt(0) != SECTION_HEADER_BLOCK) throw broken("it is no pcapng file");
        channel.position(0);
        while (block()) {}
    }

    /** Reads one block. Whether there was a whole one. */
    private boolean block() throws IOException {
        ByteBuffer head = next(BLOCK_HEAD_BYTES);
        if (head == null) return false;
        int type = head.getInt(0);
        if (type == SECTION_HEADER_BLOCK) beginSection();
        int length = head.order(order).getInt(Integer.BYTES);
        if (length < LEAST_BLOCK_BYTES || length > LONGEST_BLOCK_BYTES || length % Integer.BYTES != 0) {
            throw broken("it has a block of " + Integer.toUnsignedString(length) + " bytes");
        }
        ByteBuffer body = next(length - BLOCK_HEAD_BYTES);
        if (body == null) return false;
        body.limit(length - LEAST_BLOCK_BYTES);
        switch (head.getInt(0)) {
            case INTERFACE_DESCRIPTION_BLOCK -> taps.add(tap(body));
            case ENHANCED_PACKET_BLOCK -> packet(body);
            default -> {}
        }
        return true;
    }

    /** A section has a byte order and interfaces of its own. */
    private void beginSection() throws IOException {
        taps.clear();
        long here = channel.position();
        ByteBuffer magic = next(Integer.BYTES);
        channel.position(here);
        if (magic == null) return;
        order = magic.order(ByteOrder.BIG_ENDIAN).getInt(0) == BYTE_ORDER_MAGIC
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
        if (magic.order(order).getInt(0) != BYTE_ORDER_MAGIC) throw broken("a section of it has no byte order");
    }

    private Tap tap(ByteBuffer body) throws IOException {
        if (body.remaining() < INTERFACE_FIELDS_BYTES) throw broken("an interface of it is cut off");
        boolean ethernet = (body.getShort(0) & 0xFFFF) == LINKTYPE_ETHERNET;
        return new Tap(options(body.position(INTERFACE_FIELDS_BYTES)).getOrDefault(IF_NAME, ""), ethernet);
    }

    private void packet(ByteBuffer body) throws IOException {
        packets++;
        if (body.remaining() < PACKET_FIELDS_BYTES) throw broken("packet " + packets + " is cut off");
        int tap = body.getInt(0);
        int length = body.getInt(12);
        if (tap < 0 || tap >= taps.size()) throw broken("packet " + packets + " is of no interface");
        if (length < 0 || length > body.remaining() - PACKET_FIELDS_BYTES) {
            throw broken("packet " + packets + " is longer than its block");
        }
        byte[] bytes = new byte[length];
        body.get(PACKET_FIELDS_BYTES, bytes);
        body.position(Math.min(body.limit(), padded(PACKET_FIELDS_BYTES + length)));
        Frame frame = new Frame();
        boolean whole = InlineTag.lend(frame, MemorySegment.ofArray(bytes), 0, length);
        if (!whole || !taps.get(tap).ethernet) return;
        frames.accept(
                new CapturedFrame(packets, taps.get(tap).name, options(body).getOrDefault(OPT_COMMENT, ""), frame));
    }

    /** Texts by code; the first of each code. Options that are cut off end the list. */
    private static Map<Integer, String> options(ByteBuffer body) {
        Map<Integer, String> options = new HashMap<>();
        while (body.remaining() >= Integer.BYTES) {
            int code = body.getShort() & 0xFFFF;
            int length = body.getShort() & 0xFFFF;
            if (code == 0 || length > body.remaining()) break;
            byte[] value = new byte[length];
            body.get(value);
            body.position(Math.min(body.limit(), padded(body.position())));
            options.putIfAbsent(code, new String(value, StandardCharsets.UTF_8));
        }
        return options;
    }

    private static int padded(int position) {
        return (position + 3) & ~3;
    }

    /** The next bytes of the file, or null if there are not so many left. */
    private @Nullable ByteBuffer next(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(order);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) return null;
        }
        return buffer.flip();
    }

    private IOException broken(String how) {
        return new IOException("%s cannot be read: %s".formatted(file, how));
    }
}
