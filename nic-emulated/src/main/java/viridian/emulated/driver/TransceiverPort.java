package viridian.emulated.driver;

import viridian.emulated.device.Csr;

/**
 * Talks to transceivers bit by bit over CSR9, as the Linux tulip driver does: each bit is two writes, and a read after
 * either to let time pass. A read costs 291 accesses, a write 268.
 */
final class TransceiverPort {

    private static final int PREAMBLE_BITS = 33;
    private static final int READ = 0b11_0110;
    private static final int WRITE = 0b0101;
    private static final int TURNAROUND = 0b10;
    private static final int ANSWER_BITS = 19;
    private static final int WORD = 0xFFFF;

    private final RegisterPorts ports;

    TransceiverPort(RegisterPorts ports) {
        this.ports = ports;
    }

    /** A register of a transceiver; all ones if there is none. */
    int read(int transceiver, int register) {
        tell(-1, PREAMBLE_BITS);
        tell((READ << 10) | (transceiver << 5) | register, 16);
        int seen = 0;
        for (int bit = 0; bit < ANSWER_BITS; bit++) seen = (seen << 1) | ask();
        return (seen >> 1) & WORD;
    }

    void write(int transceiver, int register, int value) {
        tell(-1, PREAMBLE_BITS);
        tell((((WRITE << 10) | (transceiver << 5) | register) << 2) | TURNAROUND, 16);
        tell(value, 16);
        for (int bit = 0; bit < 2; bit++) {
            put(Csr.MII_READ);
            put(Csr.MII_READ | Csr.MII_CLOCK);
        }
    }

    /** The low bits of a value, the highest first; all ones however many. */
    private void tell(int value, int bits) {
        for (int bit = bits - 1; bit >= 0; bit--) {
            int pins = ((value >> Math.min(bit, 31)) & 1) == 1 ? Csr.MII_DATA_OUT : 0;
            put(pins);
            put(pins | Csr.MII_CLOCK);
        }
    }

    private int ask() {
        put(Csr.MII_READ);
        int bit = (ports.read(Csr.SERIAL_ROM) & Csr.MII_DATA_IN) != 0 ? 1 : 0;
        put(Csr.MII_READ | Csr.MII_CLOCK);
        return bit;
    }

    /** Moves the pins, and waits for as long as a read of a register takes. */
    private void put(int pins) {
        ports.write(Csr.SERIAL_ROM, pins);
        ports.read(Csr.SERIAL_ROM);
    }
}
