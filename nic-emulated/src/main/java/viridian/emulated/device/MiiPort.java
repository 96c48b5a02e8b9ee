package viridian.emulated.device;

import org.jspecify.annotations.Nullable;

/**
 * The management bus of transceivers, bit by bit over three pins of CSR9 (21140A Hardware Reference Manual, section 6.4;
 * IEEE 802.3, section 22.2.4.5).
 *
 * <p>Each rising clock takes a bit: 32 ones, start 01, operation, five bits of transceiver, five of register; then two bits
 * to turn round, and 16 of data. Nobody drives the pin but the transceiver asked, and it is pulled up.
 */
final class MiiPort {

    private static final int PREAMBLE = 32;
    private static final int HEADER_BITS = 12;
    private static final int READ = 0b10;
    private static final int WRITE = 0b01;
    private static final int TURNAROUND = 2;
    private static final int DATA_BITS = 16;
    private static final int FIVE_BITS = 0x1F;

    private enum Phase {
        PREAMBLE,
        START,
        HEADER,
        DATA
    }

    private final @Nullable Phy phy;
    private Phase phase = Phase.PREAMBLE;
    private boolean clock;
    private int ones;
    private int bits;
    private int shift;
    private int operation;
    private int register;
    private @Nullable Phy asked;
    private int answer;
    private boolean dataIn = true;

    /** @param phy the only one on the bus, if there is one */
    MiiPort(@Nullable Phy phy) {
        this.phy = phy;
    }

    /** Waits for the next preamble, whatever has begun. */
    void powerOn() {
        clock = false;
        begin(Phase.PREAMBLE);
    }

    /** The level of the pin that transceivers drive. */
    boolean dataIn() {
        return dataIn;
    }

    /** The driver moves the pins. */
    void pins(boolean clock, boolean dataOut) {
        boolean rising = clock && !this.clock;
        this.clock = clock;
        if (rising) tick(dataOut ? 1 : 0);
    }

    private void tick(int bit) {
        switch (phase) {
            case PREAMBLE -> preamble(bit);
            case START -> begin(bit == 1 ? Phase.HEADER : Phase.PREAMBLE);
            case HEADER -> header(bit);
            case DATA -> data(bit);
        }
    }

    private void begin(Phase next) {
        phase = next;
        ones = 0;
        bits = 0;
        shift = 0;
        dataIn = true;
    }

    private void preamble(int bit) {
        if (bit == 1) ones = Math.min(ones + 1, PREAMBLE);
        else if (ones == PREAMBLE) begin(Phase.START);
        else ones = 0;
    }

    private void header(int bit) {
        shift = (shift << 1) | bit;
        if (++bits < HEADER_BITS) return;
        operation = shift >> 10;
        asked = ((shift >> 5) & FIVE_BITS) == Phy.ADDRESS ? phy : null;
        register = shift & FIVE_BITS;
        begin(Phase.DATA);
        if (asked != null && operation == READ) answer = asked.read(register);
    }

    /** On a read the pin is high, then low once, then shows the data; on a write the driver's bits are kept. */
    private void data(int bit) {
        shift = (shift << 1) | bit;
        bits++;
        if (asked != null && operation == READ) {
            dataIn = bits >= TURNAROUND && ((answer >> (TURNAROUND + DATA_BITS - 1 - bits)) & 1) == 1;
        }
        if (bits < TURNAROUND + DATA_BITS) return;
        if (asked != null && operation == WRITE) asked.write(register, shift & 0xFFFF);
        begin(Phase.PREAMBLE);
    }
}
