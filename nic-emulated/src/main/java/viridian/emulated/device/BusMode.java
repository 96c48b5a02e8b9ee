package viridian.emulated.device;

/**
 * What CSR0 says of the lists in memory (21140A Hardware Reference Manual, section 3.2.2.1). Burst length, cache alignment
 * and the fast commands of PCI, which it says too, are the bus's business.
 *
 * @param gap bytes left out between neighbouring descriptors
 * @param bigEndianBuffers the bytes of each word of a buffer come the other way round (BLE)
 * @param bigEndianDescriptors the same for descriptors (DBO)
 */
record BusMode(int gap, boolean bigEndianBuffers, boolean bigEndianDescriptors) {

    /** After reset. */
    static final BusMode PLAIN = new BusMode(0, false, false);

    private static final int GAP_SHIFT = 2;
    private static final int GAP_MASK = 0x1F;
    private static final int WORD_BYTES = 4;

    /** As a value of CSR0 says. */
    static BusMode of(int value) {
        int gap = ((value >> GAP_SHIFT) & GAP_MASK) * WORD_BYTES;
        return new BusMode(gap, (value & Csr.BIG_ENDIAN_BUFFERS) != 0, (value & Csr.BIG_ENDIAN_DESCRIPTORS) != 0);
    }
}
