package viridian.partitions.vmbus.ring;

import static viridian.partitions.GuestMemory.PAGE_BYTES;
import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.u16;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import viridian.partitions.DirectMemory;
import viridian.partitions.GuestFault;

/**
 * A packet taken out of a ring: a private copy that no one else can change, already checked as far as the bus knows it.
 * One object shows one packet after the other.
 *
 * <p>The bytes (Linux include/linux/hyperv.h, struct vmpacket_descriptor and those after it):
 *
 * <pre>
 *   0  type                                             2  offset of the payload / 8
 *   4  length of descriptor and padded payload / 8      6  flags, bit 0 = completion requested
 *   8  transaction id
 *  16  transfer pages: set id (2 bytes), sender owns (1), reserved (1)     direct: reserved (4)
 *  20  number of ranges
 *  24  ranges: byte count (4), byte offset (4); direct: then a page number (8) for each page touched
 * </pre>
 */
public final class PacketDescriptor {

    /** Our choice, well above the 32 ranges guests are known to use. */
    private static final int MAX_DIRECT_RANGES = 64;
    /** Our choice: more than any message an adapter takes. */
    private static final int MAX_DIRECT_BYTES = 256 * 1024;

    static final int HEADER_BYTES = 16;
    static final int RANGES = 24;
    private static final int TRANSACTION_ID = 8;
    private static final int FLAG_COMPLETION = 1;
    private static final int SET_ID = 16;
    private static final int RANGE_COUNT = 20;
    private static final int RANGE_HEADER_BYTES = 8;
    private static final int FIRST_CAPACITY = 4096;

    /** The bits of a page number: it and an offset are an address of 64. */
    private static final int PAGE_NUMBER_BITS = 52;

    private final DirectMemory memory;
    /**
     * Off the heap, as the rings are: one kind of memory on a packet's way was measured as 25 ns for reading 64 bytes, two
     * kinds as 31.
     */
    private MemorySegment bytes = Arena.ofAuto().allocate(FIRST_CAPACITY, Long.BYTES);

    /** The first eight bytes, as they were read once. */
    private long head;

    private int payloadAt;
    private int end;
    private int rangeCount;
    private long directBytes;

    PacketDescriptor(DirectMemory memory) {
        this.memory = memory;
    }

    /** One of {@link PacketType}. */
    public int type() {
        return (int) head & 0xFFFF;
    }

    /**
     * A packet an onlooker was shown, see {@link viridian.partitions.vmbus.ChannelWatcher}. Makes objects.
     *
     * @throws GuestFault if it breaks a rule of its format
     */
    public static PacketDescriptor of(DirectMemory memory, MemorySegment packet, int length) {
        PacketDescriptor copy = new PacketDescriptor(memory);
        MemorySegment.copy(packet, 0, copy.room(length), 0, length);
        copy.show(i64(packet, 0));
        return copy;
    }

    /** The sender's number for this packet, to be repeated in the completion. */
    public long transactionId() {
        return i64(bytes, TRANSACTION_ID);
    }

    /** Whether the sender waits for a completion. */
    public boolean completionRequested() {
        return flags(head) == FLAG_COMPLETION;
    }

    /** Where the payload is: private memory, from {@link #payloadAt()} on. */
    public MemorySegment memory() {
        return bytes;
    }

    public long payloadAt() {
        return payloadAt;
    }

    /** Bytes of payload, the padding to a multiple of 8 included: what it means knows only the layer above. */
    public int payloadLength() {
        return end - payloadAt;
    }

    /** Bytes of the whole packet as it stood in the ring, without trailer; {@link #memory} begins with it. */
    public int length() {
        return end;
    }

    /** Which buffer the ranges of a transfer-page packet are in. */
    public int setId() {
        return u16(bytes, SET_ID);
    }

    /** How many ranges a transfer-page or direct packet has; 0 for the others. */
    public int rangeCount() {
        return rangeCount;
    }

    /** Bytes in a range of a transfer-page packet, unsigned. */
    public long rangeLength(int range) {
        return u32(bytes, RANGES + (long) range * RANGE_HEADER_BYTES);
    }

    /** Where in the buffer a range of a transfer-page packet begins, unsigned; nothing has been checked against the buffer. */
    public long rangeOffset(int range) {
        return u32(bytes, RANGES + (long) range * RANGE_HEADER_BYTES + 4);
    }

    /** Bytes in all ranges of a direct packet together; 0 for the others. */
    public long directLength() {
        return directBytes;
    }

    /**
     * Copies out of the ranges of a direct packet, taken as one stretch of bytes.
     *
     * @throws GuestFault if a page is outside the guest's memory, the ranges end before, or they are too many or too long
     */
    public void readDirect(long at, MemorySegment to, long toAt, long length) {
        direct(at, to, toAt, length, false);
    }

    /** Copies into the ranges of a direct packet; see {@link #readDirect}. */
    public void writeDirect(long at, MemorySegment from, long fromAt, long length) {
        direct(at, from, fromAt, length, true);
    }

    private void direct(long at, MemorySegment other, long otherAt, long length, boolean write) {
        if (rangeCount > MAX_DIRECT_RANGES || directBytes > MAX_DIRECT_BYTES) {
            throw new GuestFault("%d ranges of %d bytes are more than we take".formatted(rangeCount, directBytes));
        }
        if (at < 0 || length < 0 || at > directBytes - length) {
            throw new GuestFault("%d bytes at %d are not in ranges of %d".formatted(length, at, directBytes));
        }
        long skip = at;
        long done = 0;
        for (int range = RANGES; done < length; range += rangeBytes(range)) {
            long inRange = u32(bytes, range) - skip;
            if (inRange <= 0) {
                skip = -inRange;
                continue;
            }
            long chunk = Math.min(inRange, length - done);
            range(range, skip, other, otherAt + done, chunk, write);
            done += chunk;
            skip = 0;
        }
    }

    private void range(int range, long at, MemorySegment other, long otherAt, long length, boolean write) {
        long from = u32(bytes, range + 4L) + at;
        for (long done = 0; done < length; ) {
            long position = from + done;
            long inPage = position % PAGE_BYTES;
            long page = i64(bytes, range + RANGE_HEADER_BYTES + position / PAGE_BYTES * Long.BYTES);
            long chunk = Math.min(length - done, PAGE_BYTES - inPage);
            if (page >>> PAGE_NUMBER_BITS != 0) throw new GuestFault("0x%x is no page".formatted(page));
            long gpa = page * PAGE_BYTES + inPage;
            if (write) memory.write(gpa, other, otherAt + done, chunk);
            else memory.read(gpa, other, otherAt + done, chunk);
            done += chunk;
        }
    }

    /** Makes room for a packet and returns the memory it is to be copied to. */
    MemorySegment room(int length) {
        if (length > bytes.byteSize()) {
            bytes = Arena.ofAuto().allocate(Integer.highestOneBit(length - 1) << 1, Long.BYTES);
        }
        return bytes;
    }

    /** Bytes of the packet that begins with these eight, without trailer. */
    static int length(long head) {
        return ((int) (head >>> 32) & 0xFFFF) * 8;
    }

    private static int flags(long head) {
        return (int) (head >>> 48);
    }

    /**
     * Checks the packet whose first eight bytes are these and whose others were copied in; a {@link GuestFault} if it is
     * none.
     */
    void show(long head) {
        this.head = head;
        putI64(bytes, 0, head);
        end = length(head);
        payloadAt = ((int) (head >>> 16) & 0xFFFF) * 8;
        rangeCount = 0;
        directBytes = 0;
        if (payloadAt < HEADER_BYTES || payloadAt > end) throw corrupt("payload at %d of %d".formatted(payloadAt, end));
        if ((flags(head) & ~FLAG_COMPLETION) != 0) throw corrupt("flags 0x%x".formatted(flags(head)));
        switch (type()) {
            case PacketType.IN_BAND, PacketType.COMPLETION -> {}
            case PacketType.TRANSFER_PAGES -> showTransferPages();
            case PacketType.DIRECT -> showDirect();
            default -> throw corrupt("type %d".formatted(type()));
        }
    }

    private void showTransferPages() {
        int count = countRanges();
        if (count > (payloadAt - RANGES) / RANGE_HEADER_BYTES) throw corrupt("%d ranges".formatted(count));
        rangeCount = count;
    }

    private void showDirect() {
        int count = countRanges();
        int at = RANGES;
        long total = 0;
        for (int i = 0; i < count; i++) {
            if (at > payloadAt - RANGE_HEADER_BYTES) throw corrupt("%d ranges".formatted(count));
            long length = u32(bytes, at);
            long offset = u32(bytes, at + 4L);
            long pages = (offset + length + PAGE_BYTES - 1) / PAGE_BYTES;
            if (length == 0 || offset >= PAGE_BYTES || pages > (payloadAt - at - RANGE_HEADER_BYTES) / Long.BYTES) {
                throw corrupt("range of %d bytes from %d".formatted(length, offset));
            }
            at += rangeBytes(at);
            total += length;
        }
        rangeCount = count;
        directBytes = total;
    }

    private int countRanges() {
        if (payloadAt < RANGES) throw corrupt("no room for ranges");
        int count = i32(bytes, RANGE_COUNT);
        if (count < 1) throw corrupt("%d ranges".formatted(count));
        return count;
    }

    /** Bytes that a direct range's header and page numbers take. */
    private int rangeBytes(int at) {
        long pages = (u32(bytes, at + 4L) + u32(bytes, at) + PAGE_BYTES - 1) / PAGE_BYTES;
        return (int) (RANGE_HEADER_BYTES + pages * Long.BYTES);
    }

    private static GuestFault corrupt(String what) {
        return new GuestFault("corrupt packet: " + what);
    }
}
