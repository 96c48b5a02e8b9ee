package viridian.partitions.pci;

import viridian.partitions.BusMemory;

/** How a device comes to be when it is put in a slot: there it finds the memory it may master and a line to raise. */
@FunctionalInterface
public interface PciBoard<D extends PciDevice> {

    D build(BusMemory memory, InterruptLine line);
}
