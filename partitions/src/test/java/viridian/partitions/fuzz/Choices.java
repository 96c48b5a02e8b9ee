package viridian.partitions.fuzz;

import java.util.Arrays;

/**
 * The bytes of a fuzzer taken as decisions, one after the other from the front: what follows is not disturbed by what is
 * changed behind it, and a seed can be read. When they are used up every decision is 0.
 */
public final class Choices {

    private final byte[] bytes;
    private int at;

    /** Decisions made of these bytes. */
    public Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether anything is left to decide by. */
    public boolean areLeft() {
        return at < bytes.length;
    }

    public int u8() {
        return areLeft() ? bytes[at++] & 0xFF : 0;
    }

    public int u16() {
        return u8() | u8() << 8;
    }

    public int i32() {
        return u16() | u16() << 16;
    }

    public long i64() {
        return (i32() & 0xFFFF_FFFFL) | (long) i32() << 32;
    }

    public boolean flip() {
        return (u8() & 1) != 0;
    }

    /** From 0 to one less than the limit, at most 256. */
    public int below(int limit) {
        return u8() % limit;
    }

    /** One of a few. */
    public int of(int... known) {
        return known[below(known.length)];
    }

    /** Mostly one of a few that mean something, sometimes anything. */
    public int number(int... known) {
        int choice = u8();
        return choice >= 0xE0 ? i32() : known[choice % known.length];
    }

    /** Mostly one of a few that mean something, sometimes anything. */
    public long number64(long... known) {
        int choice = u8();
        return choice >= 0xE0 ? i64() : known[choice % known.length];
    }

    /** So many bytes, as far as there are any; zeros behind them. */
    public byte[] bytes(int count) {
        int end = Math.min(bytes.length, at + count);
        byte[] taken = Arrays.copyOf(Arrays.copyOfRange(bytes, at, end), count);
        at = end;
        return taken;
    }
}
