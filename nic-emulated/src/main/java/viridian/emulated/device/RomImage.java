package viridian.emulated.device;

import java.util.zip.CRC32;
import viridian.vswitch.frame.MacAddress;

/**
 * What is burnt into the serial ROM: whose board it is, its address, and how the driver senses the medium (Digital
 * Semiconductor 21X4 Serial ROM Format, version 1).
 */
final class RomImage {

    /** Subsystem vendor and device, as the adapter of virtual machines of this family shows them. */
    static final int SUBSYSTEM_VENDOR = 0x0A00;

    static final int SUBSYSTEM = 0x2114;

    private static final int BYTES = 128;
    private static final int ID_CRC_AT = 16;
    private static final int CHECKSUM_AT = 126;
    private static final int ADDRESS_AT = 20;
    private static final int LEAF_AT = 0x1E;

    /**
     * The media table: autosense at power-up (0800), no pin an output, two blocks. A block is the medium (3 100BASE-TX, 5
     * the same in full duplex), the pins to set, and the command: port and scrambler bits for CSR6, sense pin 6, active
     * high.
     */
    private static final byte[] PINS_LEAF = {0x00, 0x08, 0x00, 2, 3, 0x00, 0x6D, 0x00, 5, 0x00, 0x6D, 0x00};

    /**
     * The same with one extended block of type 1: transceiver 1, nothing to set or reset, what it can do (7800), what to
     * advertise (01E0), which of that is full duplex (5000) and has the thresholds of 10 Mb/s (1800).
     */
    private static final byte[] MII_LEAF = {
        0x00, 0x08, 0x00, 1, (byte) 0x8C, 1, Phy.ADDRESS, 0, 0, 0x00, 0x78, (byte) 0xE0, 0x01, 0x00, 0x50, 0x00, 0x18
    };

    private RomImage() {}

    /** The 128 bytes for a board of this address and medium, check sums computed. */
    static byte[] of(MacAddress address, Media media) {
        byte[] image = new byte[BYTES];
        putU16(image, 0, SUBSYSTEM_VENDOR);
        putU16(image, 2, SUBSYSTEM);
        image[ID_CRC_AT] = (byte) idCrc(image);
        image[18] = 1; // format version
        image[19] = 1; // adapters described by this ROM
        for (int i = 0; i < 6; i++) image[ADDRESS_AT + i] = (byte) (address.bits() >> (40 - 8 * i));
        putU16(image, 27, LEAF_AT);
        byte[] leaf = media == Media.MII ? MII_LEAF : PINS_LEAF;
        System.arraycopy(leaf, 0, image, LEAF_AT, leaf.length);
        putU16(image, CHECKSUM_AT, checksum(image));
        return image;
    }

    /** CRC-8, x8+x2+x+1 from all ones, over the first eight words, high byte first, and byte 17. */
    private static int idCrc(byte[] image) {
        int crc = 0xFF;
        for (int at = 0; at < ID_CRC_AT; at += 2) crc = crc8(crc8(crc, image[at + 1]), image[at]);
        return crc8(crc, image[ID_CRC_AT + 1]);
    }

    private static int crc8(int crc, int value) {
        int sum = crc ^ (value & 0xFF);
        for (int bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ ((sum & 0x80) == 0 ? 0 : 0x07)) & 0xFF;
        return sum;
    }

    private static int checksum(byte[] image) {
        CRC32 crc = new CRC32();
        crc.update(image, 0, CHECKSUM_AT);
        return (int) crc.getValue();
    }

    private static void putU16(byte[] image, int at, int value) {
        image[at] = (byte) value;
        image[at + 1] = (byte) (value >> 8);
    }
}
