package viridian.emulated.device;

import java.util.Arrays;

/**
 * The serial ROM on the board, a Microwire 93C46: 64 words of 16 bits, through four pins that the driver moves by CSR9
 * (21140A Hardware Reference Manual, section 7.2; Microchip 93C46 data sheet, section 2).
 *
 * <p>With chip select high, each rising clock takes a bit: zeroes are waited out, a one starts, two bits are the
 * operation, six the address. On a read data-out then falls, and each further clock shows a bit of the word, the highest
 * first. A driver recognises from the moment of that fall how wide addresses are.
 *
 * <p>It can be written, and be erased to ones, once the guest has enabled that. A real one takes milliseconds for it, this
 * one is ready at once. What is written lasts as long as the adapter, and changes nothing of what its port is pinned to.
 */
final class SerialRom {

    static final int WORDS = 64;

    private static final int READ = 0b10;
    private static final int WRITE = 0b01;
    private static final int ERASE = 0b11;

    /** Extended operations, by the two highest address bits. */
    private static final int DISABLE = 0b0000;

    private static final int WRITE_ALL = 0b0001;
    private static final int ERASE_ALL = 0b0010;
    private static final int ENABLE = 0b0011;

    private static final int ADDRESS_BITS = 6;
    private static final int COMMAND_BITS = 2 + ADDRESS_BITS;
    private static final int WORD_BITS = 16;
    private static final short ERASED = -1;

    private enum Phase {
        WAITING,
        COMMAND,
        SHOWING,
        TAKING,
        IGNORING
    }

    private final short[] words;
    private Phase phase = Phase.WAITING;
    private boolean writable;
    private boolean toAll;
    private boolean clock;
    private boolean dataOut = true;
    private int address;
    private int bits;
    private int shift;

    /** A ROM of this content, low byte of each word first. */
    SerialRom(byte[] image) {
        if (image.length != WORDS * 2) throw new IllegalArgumentException("a 93C46 holds 128 bytes");
        words = new short[WORDS];
        for (int i = 0; i < WORDS; i++) words[i] = (short) ((image[2 * i] & 0xFF) | (image[2 * i + 1] << 8));
    }

    /** Waits for a command, and is not to be written until that is enabled; its words stay. */
    void powerOn() {
        clock = false;
        writable = false;
        turn(Phase.WAITING);
    }

    /** The level of the ROM's data pin; pulled up while it has nothing to say. */
    boolean dataOut() {
        return dataOut;
    }

    /** The driver moves the pins. */
    void pins(boolean select, boolean clock, boolean dataIn) {
        boolean rising = clock && !this.clock;
        this.clock = clock;
        if (!select) turn(Phase.WAITING);
        else if (rising) tick(dataIn ? 1 : 0);
    }

    private void turn(Phase next) {
        phase = next;
        dataOut = true;
        bits = 0;
        shift = 0;
    }

    private void tick(int dataIn) {
        switch (phase) {
            case WAITING -> {
                if (dataIn == 1) phase = Phase.COMMAND;
            }
            case COMMAND -> command(dataIn);
            case SHOWING -> show();
            case TAKING -> take(dataIn);
            case IGNORING -> {}
        }
    }

    private void command(int bit) {
        shift = (shift << 1) | bit;
        if (++bits < COMMAND_BITS) return;
        address = shift & (WORDS - 1);
        int operation = shift >> ADDRESS_BITS;
        toAll = false;
        switch (operation) {
            case READ -> read();
            case WRITE -> turn(Phase.TAKING);
            case ERASE -> erase(address, address + 1);
            default -> extended(shift >> (ADDRESS_BITS - 2));
        }
    }

    private void extended(int operation) {
        switch (operation) {
            case ENABLE, DISABLE -> enable(operation == ENABLE);
            case ERASE_ALL -> erase(0, WORDS);
            case WRITE_ALL -> {
                turn(Phase.TAKING);
                toAll = true;
            }
            default -> throw new IllegalStateException("two bits have four values");
        }
    }

    private void read() {
        shift = words[address];
        bits = WORD_BITS;
        dataOut = false;
        phase = Phase.SHOWING;
    }

    private void show() {
        if (bits == 0) {
            turn(Phase.IGNORING);
            return;
        }
        bits--;
        dataOut = ((shift >> bits) & 1) == 1;
    }

    private void take(int bit) {
        shift = (shift << 1) | bit;
        if (++bits < WORD_BITS) return;
        if (writable) Arrays.fill(words, toAll ? 0 : address, toAll ? WORDS : address + 1, (short) shift);
        turn(Phase.IGNORING);
    }

    private void erase(int from, int to) {
        if (writable) Arrays.fill(words, from, to, ERASED);
        turn(Phase.IGNORING);
    }

    private void enable(boolean on) {
        writable = on;
        turn(Phase.IGNORING);
    }
}
