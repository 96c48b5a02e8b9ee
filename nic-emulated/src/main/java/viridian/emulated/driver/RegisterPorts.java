package viridian.emulated.driver;

import viridian.emulated.device.Csr;
import viridian.partitions.pci.PciBus;

/** The adapter's registers through the I/O ports firmware gave it. Every call leaves the guest and comes back. */
final class RegisterPorts {

    private final PciBus bus;
    private final int firstPort;

    RegisterPorts(PciBus bus, int firstPort) {
        this.bus = bus;
        this.firstPort = firstPort;
    }

    /** Reads a register, by its number in {@link Csr}. */
    int read(int register) {
        return bus.in(firstPort + Csr.offset(register), 4);
    }

    void write(int register, int value) {
        bus.out(firstPort + Csr.offset(register), 4, value);
    }
}
