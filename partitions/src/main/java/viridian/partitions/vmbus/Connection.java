package viridian.partitions.vmbus;

import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;

/**
 * What a guest and its parent agreed on.
 *
 * @param processor of the guest, where messages go
 * @param interruptPage its address; since version 5.0 there is none, and this is 0
 * @param parentToChildPage address of a monitor page, 0 if there are none
 * @param childToParentPage of the other
 */
record Connection(
        VmbusVersion version, int processor, long interruptPage, long parentToChildPage, long childToParentPage) {

    /** What a guest wants to agree on; a {@link GuestFault} if it names what it does not have. */
    static Connection agree(VmbusVersion version, VmbusMessage.InitiateContact contact, Partition child) {
        int processor = version.isAtLeast(VmbusVersion.V3_0) ? contact.targetProcessor() : 0;
        long interruptPage = contact.interruptPage();
        if (version.isAtLeast(VmbusVersion.V5_0)) {
            long source = interruptPage & 0xFF;
            if (source != Wire.INTERRUPT_SOURCE) throw new GuestFault("messages to interrupt source " + source);
            interruptPage = 0;
        }
        Connection agreed = new Connection(
                version, processor, interruptPage, contact.parentToChildPage(), contact.childToParentPage());
        agreed.check(child);
        return agreed;
    }

    /** A {@link GuestFault} unless processor and pages are the guest's. */
    void check(Partition child) {
        if (processor < 0 || processor >= child.processors()) throw new GuestFault("no processor " + processor);
        if (!version.isAtLeast(VmbusVersion.V5_0)) checkPage(interruptPage, child.memory());
        if (parentToChildPage == 0 && childToParentPage == 0) return;
        if (parentToChildPage == 0 || childToParentPage == 0) throw new GuestFault("only one monitor page");
        checkPage(parentToChildPage, child.memory());
        checkPage(childToParentPage, child.memory());
    }

    private static void checkPage(long gpa, GuestMemory memory) {
        if (gpa % GuestMemory.PAGE_BYTES != 0) throw new GuestFault("no page begins at 0x%x".formatted(gpa));
        memory.check(gpa, GuestMemory.PAGE_BYTES);
    }

    boolean hasMonitorPages() {
        return childToParentPage != 0;
    }

    boolean hasInterruptPage() {
        return !version.isAtLeast(VmbusVersion.V5_0);
    }
}
