package viridian.synthetic.host;

import java.lang.foreign.MemorySegment;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;
import viridian.synthetic.nvsp.NvspMessage.SendSendBuffer;

/**
 * The guest memory that frames to send lie in, divided into sections of equal size. Which of them are in use is the
 * guest's business; the host only has to stay inside.
 */
final class SendBuffer {

    /** Bytes in a section: what current hosts choose. */
    static final int SECTION_BYTES = 6144;

    private final GuestPages pages;
    private final SendSendBuffer name;

    /** The memory the guest has named so. */
    SendBuffer(GuestPages pages, SendSendBuffer name) {
        this.pages = pages;
        this.name = name;
    }

    /** How the guest has named it. */
    SendSendBuffer name() {
        return name;
    }

    /**
     * Copies out the used part of a section.
     *
     * @param index of the section, unsigned, as the guest gave it
     * @param length used, unsigned, as the guest gave it
     * @throws GuestFault if that is no part of a section of this buffer
     */
    void read(int index, int length, MemorySegment to) {
        long at = Integer.toUnsignedLong(index) * SECTION_BYTES;
        long used = Integer.toUnsignedLong(length);
        if (used > SECTION_BYTES || at > pages.length() - used) {
            throw new GuestFault("%d bytes of send section %d are outside".formatted(used, at / SECTION_BYTES));
        }
        pages.read(at, to, 0, used);
    }
}
