package viridian.partitions.vmbus;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;

/** Memory a guest shares, as the parent sees it: first words still arriving, then ranges of pages. */
final class HostGpadl {

    private final int relid;
    private final int handle;
    private final int rangeCount;
    private final long[] words;
    private int arrived;
    private List<GuestPages> ranges = List.of();
    private int holders;
    private boolean tearingDown;

    /** The beginning of one; a {@link GuestFault} if it cannot become anything. */
    HostGpadl(VmbusMessage.GpadlHeader header) {
        if (header.ranges() < 1 || header.rangeBytes() % Long.BYTES != 0 || header.rangeBytes() == 0) {
            throw new GuestFault("a GPADL of %d ranges in %d bytes".formatted(header.ranges(), header.rangeBytes()));
        }
        relid = header.relid();
        handle = header.gpadl();
        rangeCount = header.ranges();
        words = new long[header.rangeBytes() / Long.BYTES];
        add(header.words());
    }

    int relid() {
        return relid;
    }

    int handle() {
        return handle;
    }

    /** Adds words as they arrive; what is more than announced is padding of the message. */
    void add(long[] more) {
        int used = Math.min(more.length, words.length - arrived);
        System.arraycopy(more, 0, words, arrived, used);
        arrived += used;
    }

    /** Whether all words have arrived. */
    boolean isComplete() {
        return arrived == words.length;
    }

    /** Pages, at most: every word but one of each range. */
    int pages() {
        return words.length - 1;
    }

    /** Makes ranges of the words; a {@link GuestFault} if they do not fit each other or the memory. */
    void map(GuestMemory memory) {
        List<GuestPages> mapped = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < rangeCount; i++) {
            if (at >= words.length) throw new GuestFault("%d ranges in %d words".formatted(rangeCount, words.length));
            long bytes = words[at] & 0xFFFF_FFFFL;
            long offset = words[at] >>> 32;
            long pages = (offset + bytes + PAGE_BYTES - 1) / PAGE_BYTES;
            if (bytes == 0 || offset >= PAGE_BYTES || pages > words.length - at - 1) {
                throw new GuestFault("a range of %d bytes from %d".formatted(bytes, offset));
            }
            int end = at + 1 + (int) pages;
            mapped.add(GuestPages.scattered(memory, Arrays.copyOfRange(words, at + 1, end), (int) offset, bytes));
            at = end;
        }
        if (at != words.length) throw new GuestFault("%d words are in no range".formatted(words.length - at));
        ranges = mapped;
    }

    /** The memory, if it is one stretch. */
    GuestPages stretch() {
        if (ranges.size() != 1) throw new GuestFault("GPADL 0x%x has %d ranges".formatted(handle, ranges.size()));
        return ranges.getFirst();
    }

    /** Somebody on this side uses the memory. */
    void hold() {
        holders++;
    }

    /** Somebody does not any more; whether the guest waited for that and nobody else uses it. */
    boolean release() {
        if (holders > 0) holders--;
        return tearingDown && holders == 0;
    }

    /** The guest wants it back; whether it can have it now. */
    boolean tearDown() {
        tearingDown = true;
        return holders == 0;
    }
}
