package viridian.vswitch.capture;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.InlineTag;

/**
 * Writes a capture file of Ethernet frames with one section, any number of interfaces and nanosecond stamps ("PCAP Next
 * Generation (pcapng) Capture File Format", draft-ietf-opsawg-pcapng section 4). Little-endian. A frame is written as
 * it is on the wire, its 802.1Q tag among its bytes.
 *
 * <p>Buffered; makes no objects per frame. Not safe for several threads.
 */
public final class PcapNgFile implements Closeable {

    private static final int SECTION_HEADER_BLOCK = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION_BLOCK = 1;
    private static final int ENHANCED_PACKET_BLOCK = 6;

    private static final int END_OF_OPTIONS = 0;
    private static final int OPT_COMMENT = 1;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int IF_TSRESOL = 9;
    private static final int EPB_FLAGS = 2;

    private static final byte[] NANOSECONDS = {9};
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int NO_SNAPSHOT_LIMIT = 0;

    /** More than the fields and options of any block need besides its frame and its texts. */
    private static final int FIXED_BYTES = 128;

    /** Our choice: some dozens of full frames in one system call. */
    private static final int BUFFER_BYTES = 1 << 16;

    private final WritableByteChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int blockStart;
    private int interfaces;
    private long packets;

    /** Begins a capture on a channel, which is closed with it. */
    public PcapNgFile(WritableByteChannel channel) throws IOException {
        this.channel = channel;
        begin(SECTION_HEADER_BLOCK, 0);
        buffer.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(SHB_USERAPPL, utf8("Viridian Lab"));
        option(END_OF_OPTIONS);
        end();
    }

    /** Begins a capture file, in the place of one that may be there. */
    public static PcapNgFile create(Path path) throws IOException {
        return new PcapNgFile(FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    }

    /**
     * Adds an interface with Ethernet frames.
     *
     * @return its number, for {@link #packet}
     */
    public int addInterface(String name, String description) throws IOException {
        return addInterface(name, description, LINKTYPE_ETHERNET);
    }

    /** Adds an interface with packets of any link type, a number of the registry of link-layer header types. */
    public int addInterface(String name, String description, int linkType) throws IOException {
        byte[] nameBytes = utf8(name);
        byte[] descriptionBytes = utf8(description);
        begin(INTERFACE_DESCRIPTION_BLOCK, nameBytes.length + descriptionBytes.length);
        buffer.putShort((short) linkType).putShort((short) 0).putInt(NO_SNAPSHOT_LIMIT);
        option(IF_NAME, nameBytes);
        option(IF_DESCRIPTION, descriptionBytes);
        option(IF_TSRESOL, NANOSECONDS);
        option(END_OF_OPTIONS);
        end();
        return interfaces++;
    }

    /**
     * Adds a frame.
     *
     * @param at the number {@link #addInterface} gave
     * @param epochNanos when it passed, since 1970
     * @param comment in UTF-8, at most 65535 bytes
     * @return its number in the file, from 1, as Wireshark counts
     */
    public long packet(int at, long epochNanos, Direction direction, Frame frame, byte[] comment) throws IOException {
        beginPacket(at, epochNanos, InlineTag.length(frame), comment);
        wireForm(frame);
        return endPacket(direction, comment);
    }

    /** Adds a packet that is no frame, byte by byte. */
    public long packet(int at, long epochNanos, Direction direction, MemorySegment bytes, byte[] comment)
            throws IOException {
        int length = (int) bytes.byteSize();
        beginPacket(at, epochNanos, length, comment);
        MemorySegment.copy(bytes, 0, MemorySegment.ofBuffer(buffer), 0, length);
        buffer.position(buffer.position() + length);
        return endPacket(direction, comment);
    }

    private void beginPacket(int at, long epochNanos, int length, byte[] comment) throws IOException {
        begin(ENHANCED_PACKET_BLOCK, length + comment.length);
        buffer.putInt(at).putInt((int) (epochNanos >>> 32)).putInt((int) epochNanos);
        buffer.putInt(length).putInt(length);
    }

    private long endPacket(Direction direction, byte[] comment) {
        pad();
        option(OPT_COMMENT, comment);
        option(EPB_FLAGS, Integer.BYTES);
        buffer.putInt(direction.flags());
        option(END_OF_OPTIONS);
        end();
        return ++packets;
    }

    private void wireForm(Frame frame) {
        int written = InlineTag.write(frame, MemorySegment.ofBuffer(buffer), 0);
        buffer.position(buffer.position() + written);
    }

    private void begin(int type, int variableBytes) throws IOException {
        makeRoom(variableBytes + FIXED_BYTES);
        blockStart = buffer.position();
        buffer.putInt(type).putInt(0);
    }

    /** The length stands at both ends of a block, so that a reader can go backwards. */
    private void end() {
        int length = buffer.position() + Integer.BYTES - blockStart;
        buffer.putInt(length).putInt(blockStart + Integer.BYTES, length);
    }

    private void option(int code, byte... value) {
        option(code, value.length);
        buffer.put(value);
        pad();
    }

    private void option(int code, int length) {
        buffer.putShort((short) code).putShort((short) length);
    }

    /** To the next multiple of four bytes; every block begins at one. */
    private void pad() {
        while ((buffer.position() - blockStart) % Integer.BYTES != 0) buffer.put((byte) 0);
    }

    private void makeRoom(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) return;
        flush();
        if (buffer.capacity() < bytes) buffer = ByteBuffer.allocate(2 * bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Hands what is buffered to the file, so that a reader finds whole blocks up to here. */
    public void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) channel.write(buffer);
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) return;
        try (channel) {
            flush();
        }
    }
}
