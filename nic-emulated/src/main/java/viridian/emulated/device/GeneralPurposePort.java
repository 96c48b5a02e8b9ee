package viridian.emulated.device;

/**
 * CSR12: eight pins that each board uses as it likes (21140A Hardware Reference Manual, section 3.2.2.13). On one
 * without transceiver pin 6 is wired to the link; the others lead nowhere.
 */
final class GeneralPurposePort {

    static final int LINK_PIN = 1 << 6;

    private static final int PINS = 0xFF;
    private static final int ALWAYS_ONE = 0xFFFF_FE00;

    private int outputs;
    private int driven;
    private boolean link;

    void reset() {
        outputs = 0;
        driven = 0;
    }

    void link(boolean up) {
        link = up;
    }

    void write(int value) {
        if ((value & Csr.PIN_DIRECTIONS) != 0) outputs = value & PINS;
        else driven = value & PINS;
    }

    int read() {
        int inputs = link ? LINK_PIN : 0;
        return ALWAYS_ONE | (driven & outputs) | (inputs & ~outputs);
    }
}
