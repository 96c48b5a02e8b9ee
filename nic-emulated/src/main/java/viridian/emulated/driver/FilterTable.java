package viridian.emulated.driver;

import java.util.List;
import java.util.zip.CRC32;
import viridian.emulated.device.AddressFilter;
import viridian.emulated.device.Descriptor;
import viridian.partitions.GuestMemory;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * Whom the driver wants to hear, as a setup frame says it: its own address, all stations, and groups; one by one while they
 * fit, as a hash table when they are more, as the Linux tulip driver does.
 *
 * @param own the adapter's address
 * @param groups the groups
 */
record FilterTable(MacAddress own, List<MacAddress> groups) {

    /** Beside the own address and all stations. */
    static final int MOST_LISTED = AddressFilter.ADDRESSES - 2;

    private static final int HASH_MASK = 0x1FF;
    private static final int PHYSICAL_AT = 156;
    private static final int WORD_BYTES = 4;

    /** The control word of its descriptor, without the marks of the place in the ring. */
    int control() {
        return Descriptor.SETUP | AddressFilter.SETUP_BYTES | (isHash() ? Descriptor.FILTER_TYPE_0 : 0);
    }

    private boolean isHash() {
        return groups.size() > MOST_LISTED;
    }

    /** Writes the setup frame. */
    void write(GuestMemory memory, long at) {
        memory.clear(at, AddressFilter.SETUP_BYTES);
        if (isHash()) writeHash(memory, at);
        else writeList(memory, at);
    }

    private void writeList(GuestMemory memory, long at) {
        for (int i = 0; i < AddressFilter.ADDRESSES - 1; i++) {
            long address = i < groups.size() ? groups.get(i).bits() : Frame.BROADCAST;
            put(memory, at + (long) i * AddressFilter.ADDRESS_STRIDE, address);
        }
        put(memory, at + (AddressFilter.ADDRESSES - 1L) * AddressFilter.ADDRESS_STRIDE, own.bits());
    }

    private void writeHash(GuestMemory memory, long at) {
        mark(memory, at, Frame.BROADCAST);
        for (MacAddress group : groups) mark(memory, at, group.bits());
        put(memory, at + PHYSICAL_AT, own.bits());
    }

    private static void mark(GuestMemory memory, long table, long address) {
        int bit = hash(address);
        long word = table + (long) (bit >> 4) * WORD_BYTES;
        memory.putU16(word, memory.u16(word) | 1 << (bit & 15));
    }

    /** The low nine bits of the address's Ethernet CRC, which is not inverted at the end. */
    private static int hash(long address) {
        CRC32 crc = new CRC32();
        for (int shift = 40; shift >= 0; shift -= 8) crc.update((int) (address >> shift));
        return (int) ~crc.getValue() & HASH_MASK;
    }

    /** Two bytes of the address in either half of each of three words. */
    private static void put(GuestMemory memory, long at, long address) {
        for (int i = 0; i < 6; i++)
            BigEndian.putU16(memory.segment(), at + 2L * i, (int) (address >> (32 - 16 * (i / 2))));
    }
}
