package viridian.vswitch.nic;

/**
 * How a real interface is listened to.
 *
 * @param largeSends whether frames longer than the MTU may arrive, because the far end is another kernel's stack that
 *     leaves cutting to its adapter (veth, a virtual machine's adapter); each place for a frame in the kernel's memory then
 *     takes 128 KB instead of the length of a frame
 * @param bufferBytes the kernel's memory for frames nobody has fetched yet
 */
public record PcapOptions(boolean largeSends, int bufferBytes) {

    /** For any interface: long frames arrive whole, and 512 frames find place. */
    public static final PcapOptions ANY = new PcapOptions(true, 64 << 20);

    /** Where the far end sends nothing beyond the MTU: 16000 frames of 1514 bytes find place, or 2000 of 9014. */
    public static final PcapOptions NO_LARGE_SENDS = new PcapOptions(false, 32 << 20);
}
