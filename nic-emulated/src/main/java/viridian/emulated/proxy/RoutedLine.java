package viridian.emulated.proxy;

import viridian.partitions.pci.InterruptLine;

/**
 * A function's interrupt pin where the interrupt controller is in another process: raising and lowering are messages, which
 * somebody has to wait for when it matters.
 */
public interface RoutedLine extends InterruptLine {

    /**
     * Firmware has said which input of the interrupt controller the pin leads to.
     *
     * @param interrupt what is in the interrupt line register; 0 after a reset
     */
    void route(int interrupt);

    /**
     * Waits until the controller has seen the line fall, if it was lowered: a guest that reads a register must not go on
     * before, or it is interrupted once more for nothing. Never called while the controller's process waits for us.
     */
    void settle();
}
