package viridian.emulated.device;

import viridian.partitions.pci.InterruptLine;

/**
 * What happened, what of it may interrupt, and the line: the causes of CSR5, and CSR7 (21140A Hardware Reference Manual,
 * sections 3.2.2.5 and 4.3.3).
 *
 * <p>A cause stays until the driver writes a one to it, enabled or not. The line is up while an enabled cause of an
 * enabled group is left, and moves within the register access that changes that.
 */
final class InterruptStatus {

    private static final int CAUSES = Csr.NORMAL_CAUSES | Csr.ABNORMAL_CAUSES;
    private static final int ENABLES = (1 << 17) - 1;

    private final InterruptLine line;
    private int causes;
    private int enabled;
    private boolean up;
    private long interrupts;

    InterruptStatus(InterruptLine line) {
        this.line = line;
    }

    void reset() {
        causes = 0;
        enabled = 0;
        drive();
    }

    /** Something happened. */
    void set(int cause) {
        causes |= cause;
        drive();
    }

    /** Something happened, and with it what it announced is past. */
    void set(int cause, int announced) {
        causes = (causes & ~announced) | cause;
        drive();
    }

    /** CSR5 is written: ones clear. */
    void acknowledge(int value) {
        causes &= ~(value & CAUSES);
        drive();
    }

    /** CSR7 is written. */
    void enable(int value) {
        enabled = value & ENABLES;
        drive();
    }

    int enabled() {
        return enabled;
    }

    /** Causes and the two summaries, as the low bits of CSR5 show them. */
    int pending() {
        int pending = causes & enabled;
        return causes
                | ((pending & Csr.NORMAL_CAUSES) != 0 ? Csr.NORMAL : 0)
                | ((pending & Csr.ABNORMAL_CAUSES) != 0 ? Csr.ABNORMAL : 0);
    }

    /** How often the line went up. */
    long interrupts() {
        return interrupts;
    }

    private void drive() {
        boolean wanted = (pending() & enabled & (Csr.NORMAL | Csr.ABNORMAL)) != 0;
        if (wanted == up) return;
        up = wanted;
        if (!wanted) {
            line.lower();
            return;
        }
        interrupts++;
        line.raise();
    }
}
