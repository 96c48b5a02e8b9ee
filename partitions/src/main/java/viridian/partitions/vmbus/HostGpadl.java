package viridian.partitions.vmbus;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    private GpadlState state = GpadlState.IN_PROGRESS;
    private List<GuestPages> ranges = List.of();
    private int holders;
    private @Nullable Answer answer;

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

    /** One as it was saved; an {@link IllegalArgumentException} if it cannot have been. */
    HostGpadl(BusState.Gpadl saved) {
        boolean isWhole = saved.words().length == saved.wordCount();
        boolean fits = saved.words().length <= saved.wordCount() && saved.wordCount() > 0;
        if (saved.ranges() < 1 || !fits || isWhole == (saved.state() == GpadlState.IN_PROGRESS)) {
            throw new IllegalArgumentException(
                    "a saved GPADL of %d words, %d of them here".formatted(saved.wordCount(), saved.words().length));
        }
        relid = saved.relid();
        handle = saved.handle();
        rangeCount = saved.ranges();
        words = new long[saved.wordCount()];
        state = saved.state();
        add(saved.words());
    }

    int relid() {
        return relid;
    }

    int handle() {
        return handle;
    }

    int rangeCount() {
        return rangeCount;
    }

    GpadlState state() {
        return state;
    }

    void become(GpadlState next) {
        state = next;
    }

    /** The words that have arrived, as they stand in the messages. */
    long[] arrived() {
        return Arrays.copyOf(words, arrived);
    }

    int wordCount() {
        return words.length;
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

    /** The memory, range by range. */
    List<GuestPages> ranges() {
        return ranges;
    }

    /** What the device says to it. */
    @Nullable
    Answer answer() {
        return answer;
    }

    void await(Answer answer) {
        this.answer = answer;
    }

    /** Somebody on this side uses the memory. */
    void hold() {
        holders++;
    }

    /** Somebody does not any more. */
    void release() {
        if (holders > 0) holders--;
    }

    boolean isHeld() {
        return holders > 0;
    }

    @Override
    public String toString() {
        long bytes = ranges.stream().mapToLong(GuestPages::length).sum();
        return "0x%x %s, %d bytes in %d ranges".formatted(handle, state, bytes, rangeCount);
    }
}
