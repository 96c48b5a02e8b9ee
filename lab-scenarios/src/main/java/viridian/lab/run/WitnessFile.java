package viridian.lab.run;

import java.nio.file.Path;

/**
 * What an independent witness, tcpdump, heard on one wire while a layout was alive.
 *
 * @param nic the physical adapter whose wire it is
 * @param file in pcap format
 * @param complete whether by its own account every frame is in the file
 */
public record WitnessFile(String nic, Path file, boolean complete) {}
