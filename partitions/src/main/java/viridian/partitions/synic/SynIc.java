package viridian.partitions.synic;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;

/**
 * The synthetic interrupt controller of one virtual processor (Hypervisor Top Level Functional Specification, Synthetic
 * Interrupt Controller). Sixteen sources, each with a message slot in one page of guest memory ({@link MessagePage}) and
 * 2048 event flags in another ({@link EventFlagsPage}).
 *
 * <p>Messages are queued, one at a time in the slot, never reordered, never dropped; a source that is masked keeps them
 * until it is unmasked or the guest writes {@link #EOM}, which fetches them without an interrupt. Event flags are not queued: a flag signalled while the source is masked is lost.
 *
 * <p>Registers are written by the guest's processor, messages and events come from any thread.
 */
public final class SynIc {

    /** Interrupt sources of a processor. */
    public static final int SOURCES = 16;

    /** Register: enable bit 0. */
    public static final int SCONTROL = 0x4000_0080;
    /** Register: the version of this interface, read only. */
    public static final int SVERSION = 0x4000_0081;
    /** Register: event flags page, enable bit 0, page number 63:12. */
    public static final int SIEFP = 0x4000_0082;
    /** Register: message page, enable bit 0, page number 63:12. */
    public static final int SIMP = 0x4000_0083;
    /** Register: end of message, only the writing counts. */
    public static final int EOM = 0x4000_0084;
    /** Register of source 0, the others follow: vector 7:0, masked 16, auto-EOI 17, polling 18, proxy 20. */
    public static final int SINT0 = 0x4000_0090;

    /** Bit of a source's register: nothing gets through. */
    public static final long MASKED = 1 << 16;

    /**
     * Bit of a source's register: the interrupt ends itself. Here every one does: what a processor is at is over when its
     * handler returns.
     */
    public static final long AUTO_EOI = 1 << 17;

    /** Bit of a source's register: everything gets through, masked or not, and the guest looks for itself. */
    public static final long POLLING = 1 << 18;

    /** Bit of a source's register: the interrupt is for somebody else's processor; kept, without effect here. */
    public static final long PROXY = 1 << 20;

    private static final long ENABLE = 1;
    private static final long VERSION = 1;
    private static final int LOWEST_VECTOR = 16;

    private final GuestMemory memory;
    private final IntConsumer interrupt;
    private final AtomicLongArray sources = new AtomicLongArray(SOURCES);
    private final Queue<QueuedMessage>[] queues = newQueues();
    private volatile long control;
    private volatile long eventFlagsPage;
    private volatile long messagePage;
    private volatile Runnable whenRoom = () -> {};

    /** After reset: off, and every source masked. The interrupt gets a vector and returns at once. */
    public SynIc(GuestMemory memory, IntConsumer interrupt) {
        this.memory = memory;
        this.interrupt = interrupt;
        for (int i = 0; i < SOURCES; i++) sources.set(i, MASKED);
    }

    /** Reads one of the registers above. */
    public long readRegister(int register) {
        return switch (register) {
            case SCONTROL -> control;
            case SVERSION -> VERSION;
            case SIEFP -> eventFlagsPage;
            case SIMP -> messagePage;
            case EOM -> 0;
            default -> sources.get(sourceOf(register));
        };
    }

    /** Writes one of the registers above; a value no processor would take is a {@link GuestFault}. */
    public void writeRegister(int register, long value) {
        switch (register) {
            case SCONTROL -> control = value;
            case SVERSION -> throw new GuestFault("the version of the interrupt controller is read only");
            case SIEFP -> eventFlagsPage = checkedPage(value);
            case SIMP -> messagePage = checkedPage(value);
            case EOM -> {}
            default -> sources.set(sourceOf(register), checkedSource(value));
        }
        deliverAll(register == EOM);
        if (register == EOM) whenRoom.run();
    }

    /**
     * Raises an event flag and, if it was down, the source's interrupt.
     *
     * @return false if the controller is off or the source masked: the signal is lost
     */
    public boolean signal(int source, int flag) {
        long setting = sources.get(source);
        long page = eventFlagsPage;
        if ((control & page & ENABLE) == 0 || isMasked(setting)) return false;
        if (EventFlagsPage.raise(memory, page & -PAGE_BYTES, source, flag)) raise(setting);
        return true;
    }

    /** Whether messages can be posted here: the controller is on and has a message page. */
    public boolean takesMessages() {
        return (control & messagePage & ENABLE) != 0;
    }

    /** Whether flags can be raised here: the controller is on and has an event flags page. */
    public boolean takesEvents() {
        return (control & eventFlagsPage & ENABLE) != 0;
    }

    /** Queues a message of up to 240 bytes and puts it in the slot as soon as that is free. */
    public void post(int source, int type, MemorySegment payload, long at, int length) {
        enqueue(source, new QueuedMessage(type, copy(payload, at, length), null));
    }

    /** As the other, with a buffer of a port's; false if they are used up. */
    public boolean post(int source, int type, MemorySegment payload, long at, int length, MessageBuffers from) {
        if (!from.take()) return false;
        enqueue(source, new QueuedMessage(type, copy(payload, at, length), from));
        return true;
    }

    private static byte[] copy(MemorySegment payload, long at, int length) {
        byte[] kept = new byte[length];
        MemorySegment.copy(payload, at, MemorySegment.ofArray(kept), 0, length);
        return kept;
    }

    private synchronized void enqueue(int source, QueuedMessage message) {
        queues[source].add(message);
        deliver(source, false);
    }

    /** Messages waiting for a source's slot, the one in the slot not counted. */
    public synchronized int backlog(int source) {
        return queues[source].size();
    }

    /** Copies of the payloads that wait for a source's slot, the oldest first; the one in the slot is in the guest's memory. */
    public synchronized List<byte[]> waiting(int source) {
        return queues[source].stream().map(message -> message.payload.clone()).toList();
    }

    /** Forgets the messages that wait for a source's slot. */
    public synchronized void discard(int source) {
        queues[source].clear();
    }

    /** Forgets the messages of one port that wait for a source's slot. */
    public synchronized void discard(int source, MessageBuffers from) {
        queues[source].removeIf(message -> message.buffers == from);
    }

    /** What to do when the guest has ended a message, and so made room; called on the guest's processor, so only a wake-up. */
    public void whenRoom(Runnable wakeUp) {
        whenRoom = wakeUp;
    }

    private synchronized void deliverAll(boolean maskedToo) {
        for (int source = 0; source < SOURCES; source++) deliver(source, maskedToo);
    }

    private void deliver(int source, boolean maskedToo) {
        QueuedMessage next = queues[source].peek();
        long setting = sources.get(source);
        boolean blocked = isMasked(setting) && !maskedToo;
        if (next == null || !takesMessages() || blocked) return;
        boolean more = queues[source].size() > 1;
        int sender = next.buffers == null ? 0 : next.buffers.port();
        long page = messagePage & -PAGE_BYTES;
        if (!MessagePage.put(memory, page, source, next.type, sender, next.payload, more)) return;
        queues[source].remove();
        if (next.buffers != null) next.buffers.giveBack();
        raise(setting);
    }

    /** A source that is polled is told nothing; one that is masked neither. */
    private void raise(long setting) {
        if ((setting & (MASKED | POLLING)) == 0) interrupt.accept((int) setting & 0xFF);
    }

    private static boolean isMasked(long setting) {
        return (setting & (MASKED | POLLING)) == MASKED;
    }

    private long checkedPage(long value) {
        if ((value & ENABLE) != 0) memory.check(value & -PAGE_BYTES, PAGE_BYTES);
        return value;
    }

    private static long checkedSource(long value) {
        if ((value & (MASKED | POLLING)) == 0 && (value & 0xFF) < LOWEST_VECTOR) {
            throw new GuestFault("vectors below 16 belong to the processor: " + (value & 0xFF));
        }
        return value;
    }

    private static int sourceOf(int register) {
        int source = register - SINT0;
        if (source < 0 || source >= SOURCES) throw new GuestFault("no such register: 0x%x".formatted(register));
        return source;
    }

    @SuppressWarnings("unchecked")
    private static Queue<QueuedMessage>[] newQueues() {
        return Stream.generate(ArrayDeque::new).limit(SOURCES).toArray(Queue[]::new);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, never shown
    private record QueuedMessage(
            int type, byte[] payload, @Nullable MessageBuffers buffers) {}
}
