package viridian.emulated.device;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.zip.CRC32;
import viridian.partitions.LittleEndian;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/**
 * Which destinations the adapter hears. The driver says so in a setup frame, 192 bytes that pass through the transmit
 * ring (21140A Hardware Reference Manual, section 4.2.3).
 *
 * <p>Perfect and inverse filtering list 16 addresses, each as three 32-bit words of which the low halves count. Hash
 * filtering has a table of 512 bits, again 16 in each word, and one address at byte 156.
 */
public final class AddressFilter {

    /** Bytes of a setup frame. */
    public static final int SETUP_BYTES = 192;

    /** Addresses a perfect filter holds; one that is not needed repeats another. */
    public static final int ADDRESSES = 16;

    /** Bytes one address takes in a setup frame. */
    public static final int ADDRESS_STRIDE = 12;

    private static final int HASH_WORDS = 32;
    private static final int PHYSICAL_AT = 156;

    /** What the filter says of a frame. */
    enum Verdict {
        REJECTED,
        MATCHED,

        /** Heard only because everybody is heard: the descriptor says so. */
        OVERHEARD
    }

    private final long[] listed = new long[ADDRESSES];
    private final int[] table = new int[HASH_WORDS];
    private final CRC32 crc = new CRC32();
    private boolean set;
    private boolean hash;
    private boolean hashOnly;
    private boolean inverse;
    private long physical;

    /** Before the first setup frame no address is known. */
    void reset() {
        set = false;
        hash = false;
        hashOnly = false;
        inverse = false;
        Arrays.fill(table, 0);
    }

    /**
     * Takes a setup frame.
     *
     * @param frame the {@value #SETUP_BYTES} bytes, at its start
     * @param control the descriptor's second word, whose FT1 and FT0 say which kind of filter it is
     */
    void setUp(MemorySegment frame, int control) {
        boolean ft0 = (control & Descriptor.FILTER_TYPE_0) != 0;
        boolean ft1 = (control & Descriptor.FILTER_TYPE_1) != 0;
        hash = ft0;
        hashOnly = ft0 && ft1;
        inverse = ft1 && !ft0;
        set = true;
        if (hash) readTable(frame);
        else readList(frame);
    }

    private void readTable(MemorySegment frame) {
        for (int i = 0; i < HASH_WORDS; i++) table[i] = LittleEndian.u16(frame, 4L * i);
        physical = address(frame, PHYSICAL_AT);
    }

    private void readList(MemorySegment frame) {
        for (int i = 0; i < ADDRESSES; i++) listed[i] = address(frame, i * ADDRESS_STRIDE);
    }

    /** Six bytes in wire order, two in each of three words. */
    private static long address(MemorySegment frame, int at) {
        long first = BigEndian.u16(frame, at);
        long second = BigEndian.u16(frame, at + 4L);
        long third = BigEndian.u16(frame, at + 8L);
        return (first << 32) | (second << 16) | third;
    }

    /** The bits of CSR6 that show the kind of filter. */
    int modeBits() {
        return (hash ? Csr.HASH_FILTER : 0) | (hashOnly ? Csr.HASH_ONLY : 0) | (inverse ? Csr.INVERSE_FILTER : 0);
    }

    /** Whether a frame for this address is heard in this operation mode (CSR6). */
    Verdict judge(long destination, int mode) {
        if (set && matches(destination)) return Verdict.MATCHED;
        if ((mode & (Csr.PROMISCUOUS | Csr.RECEIVE_ALL)) != 0) return Verdict.OVERHEARD;
        boolean wanted = (mode & Csr.ALL_MULTICAST) != 0 && Frame.isGroup(destination);
        return wanted ? Verdict.MATCHED : Verdict.REJECTED;
    }

    private boolean matches(long address) {
        if (!hash) return isListed(address) != inverse;
        if (hashOnly || Frame.isGroup(address)) return isInTable(address);
        return address == physical;
    }

    private boolean isListed(long address) {
        for (long known : listed) if (known == address) return true;
        return false;
    }

    private boolean isInTable(long address) {
        int bit = hash(address);
        return ((table[bit >> 4] >> (bit & 15)) & 1) == 1;
    }

    /** The address's bit in the table: the low nine bits of its Ethernet CRC, which is not inverted at the end. */
    int hash(long address) {
        crc.reset();
        for (int shift = 40; shift >= 0; shift -= 8) crc.update((int) (address >> shift));
        return (int) ~crc.getValue() & 0x1FF;
    }
}
