package viridian.vswitch.nic;

/**
 * Frames that a real interface lost on their way, and that no port has therefore counted.
 *
 * @param noRoom arrived while the kernel's buffer for us was full
 * @param byInterface given up by the interface or its driver before anyone saw them
 * @param damaged arrived incomplete: longer than the buffer's places, or too short for a header
 * @param unsent refused by the kernel on sending: queue full, interface down
 */
public record PcapLosses(long noRoom, long byInterface, long damaged, long unsent) {}
