package viridian.emulated.device;

/**
 * The serial ROM on the board, a Microwire 93C46: 64 words of 16 bits, read bit by bit through four pins that the driver
 * moves by CSR9 (21140A Hardware Reference Manual, section 7.2).
 *
 * <p>With chip select high, each rising clock takes a bit: zeroes are waited out, a one starts, two bits are the
 * operation, six the address. Then data-out falls, and each further clock shows a bit of the word, the highest first. A
 * driver recognises from the moment of that fall how wide addresses are. The ROM is not written: operations other than
 * read are ignored until chip select falls.
 */
final class SerialRom {

    static final int WORDS = 64;

    private static final int READ = 0b10;
    private static final int ADDRESS_BITS = 6;
    private static final int COMMAND_BITS = 2 + ADDRESS_BITS;
    private static final int WORD_BITS = 16;

    private enum Phase {
        WAITING,
        COMMAND,
        SHOWING,
        IGNORING
    }

    private final short[] words;
    private Phase phase = Phase.WAITING;
    private boolean clock;
    private boolean dataOut = true;
    private int bits;
    private int shift;

    /** A ROM of this content, low byte of each word first. */
    SerialRom(byte[] image) {
        if (image.length != WORDS * 2) throw new IllegalArgumentException("a 93C46 holds 128 bytes");
        words = new short[WORDS];
        for (int i = 0; i < WORDS; i++) words[i] = (short) ((image[2 * i] & 0xFF) | (image[2 * i + 1] << 8));
    }

    /** The level of the ROM's data pin; pulled up while it has nothing to say. */
    boolean dataOut() {
        return dataOut;
    }

    /** The driver moves the pins. */
    void pins(boolean select, boolean clock, boolean dataIn) {
        boolean rising = clock && !this.clock;
        this.clock = clock;
        if (!select) wait(Phase.WAITING);
        else if (rising) tick(dataIn ? 1 : 0);
    }

    private void wait(Phase next) {
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
            case IGNORING -> {}
        }
    }

    private void command(int bit) {
        shift = (shift << 1) | bit;
        bits++;
        if (bits < COMMAND_BITS) return;
        if (shift >> ADDRESS_BITS != READ) {
            wait(Phase.IGNORING);
            return;
        }
        shift = words[shift & (WORDS - 1)];
        bits = WORD_BITS;
        dataOut = false;
        phase = Phase.SHOWING;
    }

    private void show() {
        if (bits == 0) {
            wait(Phase.IGNORING);
            return;
        }
        bits--;
        dataOut = ((shift >> bits) & 1) == 1;
    }
}
