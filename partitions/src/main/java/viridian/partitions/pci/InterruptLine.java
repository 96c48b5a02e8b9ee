package viridian.partitions.pci;

/**
 * The wire by which a device asks for a processor: level triggered, so it stays up for as long as there is a reason
 * (PCI Local Bus Specification 3.0, section 2.2.6).
 *
 * <p>Raising a line that is up, or lowering one that is down, does nothing. Neither call waits, nor runs the guest's
 * handler: a device may hold its lock meanwhile, and has to, if up and down shall arrive in the order they happened.
 */
public interface InterruptLine {

    void raise();

    void lower();
}
