package viridian.emulated.device;

/**
 * How much of a frame the adapter has before it begins to send it: with the rest missing then, the frame is lost (21140A
 * Hardware Reference Manual, section 3.2.2.6, TR, TTM and SF).
 */
final class TransmitThreshold {

    private static final int[] FAST_BYTES = {128, 256, 512, 1024};
    private static final int[] SLOW_BYTES = {72, 96, 128, 160};

    private TransmitThreshold() {}

    /** Bytes, in this operation mode (CSR6); more than any frame has when frames are stored first. */
    static int bytes(int mode) {
        if ((mode & Csr.STORE_AND_FORWARD) != 0) return Integer.MAX_VALUE;
        int[] bytes = (mode & Csr.SLOW_THRESHOLDS) != 0 ? SLOW_BYTES : FAST_BYTES;
        return bytes[(mode >> Csr.THRESHOLD_SHIFT) & 3];
    }
}
