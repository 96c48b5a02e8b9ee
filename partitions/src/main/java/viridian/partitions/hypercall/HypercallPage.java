package viridian.partitions.hypercall;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import viridian.partitions.GuestMemory;

/**
 * The page a guest calls to reach the hypervisor, and the two registers of the partition that switch it on (Hypervisor
 * Top Level Functional Specification, Establishing the Hypercall Interface). The guest names itself, then names a page;
 * the hypervisor puts the instructions of its processor there.
 *
 * <p>On a real machine the page lies over the guest's memory; here its bytes are written into it.
 */
public final class HypercallPage {

    /** Register: who the guest is; not 0 before the page can be switched on. */
    public static final int GUEST_OS_ID = 0x4000_0000;
    /** Register: enable bit 0, page number 63:12. */
    public static final int HYPERCALL = 0x4000_0001;

    private static final long ENABLE = 1;
    /** VMCALL, RET. */
    private static final MemorySegment CODE = MemorySegment.ofArray(new byte[] {0x0F, 0x01, (byte) 0xC1, (byte) 0xC3});

    private final GuestMemory memory;
    private volatile long guestOsId;
    private volatile long register;

    /** A page that is not switched on, of a partition with this memory. */
    public HypercallPage(GuestMemory memory) {
        this.memory = memory;
    }

    public long guestOsId() {
        return guestOsId;
    }

    /** Names the guest; 0 switches the page off. */
    public synchronized void nameGuest(long id) {
        guestOsId = id;
        if (id == 0) register &= ~ENABLE;
    }

    /** The value of {@link #HYPERCALL}. */
    public long register() {
        return register;
    }

    /** Writes {@link #HYPERCALL}. A guest without name cannot switch the page on. */
    public synchronized void place(long value) {
        long wanted = guestOsId == 0 ? value & ~ENABLE : value;
        if ((wanted & ENABLE) != 0) {
            long page = wanted & -PAGE_BYTES;
            memory.check(page, PAGE_BYTES);
            memory.write(page, CODE, 0, CODE.byteSize());
        }
        register = wanted;
    }

    /** Whether there is anything to call. */
    public boolean isEnabled() {
        return (register & ENABLE) != 0;
    }
}
