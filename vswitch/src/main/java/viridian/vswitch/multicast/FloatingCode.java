package viridian.vswitch.multicast;

/**
 * Numbers too large for their field: as they are while the field's first bit is 0, else an exponent of three bits and the
 * bits behind a leading one (RFC 3376 sections 4.1.1 and 4.1.7, RFC 3810 sections 5.1.3 and 5.1.9).
 */
final class FloatingCode {

    private static final int IN_BYTE = 4;
    private static final int IN_SHORT = 12;

    private FloatingCode() {}

    static long byteValue(int code) {
        return value(code, IN_BYTE);
    }

    static long shortValue(int code) {
        return value(code, IN_SHORT);
    }

    static int byteCode(long value) {
        return code(value, IN_BYTE);
    }

    static int shortCode(long value) {
        return code(value, IN_SHORT);
    }

    private static long value(int code, int mantissaBits) {
        if (code >>> (mantissaBits + 3) == 0) return code;
        int exponent = (code >>> mantissaBits) & 7;
        long mantissa = code & ((1 << mantissaBits) - 1);
        return (mantissa | 1L << mantissaBits) << (exponent + 3);
    }

    /** The code of the largest number that can be told and is not larger than this one. */
    private static int code(long value, int mantissaBits) {
        if (value < 1L << (mantissaBits + 3)) return (int) Math.max(value, 0);
        int shift = Math.min(63 - Long.numberOfLeadingZeros(value) - mantissaBits, 10);
        long mantissa = Math.min(value >>> shift, (2L << mantissaBits) - 1) - (1L << mantissaBits);
        return (1 << (mantissaBits + 3)) | ((shift - 3) << mantissaBits) | (int) mantissa;
    }
}
