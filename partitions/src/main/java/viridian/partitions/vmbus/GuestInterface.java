package viridian.partitions.vmbus;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;
import viridian.partitions.Doorbell;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.PostMessage;
import viridian.partitions.hypercall.SignalEvent;
import viridian.partitions.synic.EventFlagsPage;
import viridian.partitions.synic.MessagePage;
import viridian.partitions.synic.SynIc;

/**
 * How a guest's bus driver speaks with the hypervisor (Linux drivers/hv/hv.c): pages of its own memory for messages and
 * event flags, registers that name them, hypercalls to post and signal. Belongs to the guest's processor.
 */
final class GuestInterface {

    /** What we say we are: open source, Linux, version 0. */
    private static final long GUEST_OS_ID = 0x8100_0000_0000_0000L;

    /** Our choice; the vector Linux uses for the hypervisor's interrupts. */
    private static final int VECTOR = 0xF3;

    private static final long ENABLE = 1;

    private final VirtualProcessor processor;
    private final GuestAllocator allocator;
    private final GuestMemory memory;
    private final IntConsumer event;
    private final MessageReceiver receiver;
    private final long messagePage;
    private final long interruptPage;
    private final long parentToChildPage;
    private final long childToParentPage;
    private final long postInput;
    private final Queue<byte[]> outbox = new ArrayDeque<>();
    private final Doorbell tryAgain;
    private final MemorySegment received = MemorySegment.ofArray(new byte[MessagePage.MAX_PAYLOAD_BYTES]);
    private int connection = Wire.MESSAGE_CONNECTION;

    /** What becomes of a message. */
    interface MessageReceiver {
        void message(MemorySegment payload, int length);
    }

    /** Takes the pages and switches everything on. An interrupt gives its events first, then its messages. */
    GuestInterface(VirtualProcessor processor, GuestAllocator allocator, IntConsumer event, MessageReceiver receiver) {
        this.event = event;
        this.receiver = receiver;
        this.processor = processor;
        this.allocator = allocator;
        this.memory = processor.partition().memory();
        this.tryAgain = new Doorbell(processor, this::drainOutbox);
        messagePage = allocator.allocate(PAGE_BYTES);
        interruptPage = allocator.allocate(PAGE_BYTES);
        parentToChildPage = allocator.allocate(PAGE_BYTES);
        childToParentPage = allocator.allocate(PAGE_BYTES);
        postInput = allocator.allocate(PAGE_BYTES);
        processor.writeRegister(HypercallPage.GUEST_OS_ID, GUEST_OS_ID);
        processor.writeRegister(HypercallPage.HYPERCALL, allocator.allocate(PAGE_BYTES) | ENABLE);
        processor.writeRegister(SynIc.SIMP, messagePage | ENABLE);
        Partition partition = processor.partition();
        for (int i = 0; i < partition.processors(); i++) enable(partition.processor(i), processor);
    }

    /** Each processor takes events, and only the first one messages: all of them go there. */
    private void enable(VirtualProcessor each, VirtualProcessor first) {
        long flags = allocator.allocate(PAGE_BYTES);
        boolean isFirst = each.equals(first);
        each.onInterrupt(VECTOR, () -> {
            takeEvents(flags);
            if (isFirst) takeMessages();
        });
        each.writeRegister(SynIc.SIEFP, flags | ENABLE);
        each.writeRegister(SynIc.SINT0 + Wire.INTERRUPT_SOURCE, VECTOR);
        each.writeRegister(SynIc.SCONTROL, ENABLE);
    }

    /** The page with a bit for each channel, for versions that use it. */
    long interruptPage() {
        return interruptPage;
    }

    /** The monitor page the host would set bits in; it never does. */
    long parentToChildPage() {
        return parentToChildPage;
    }

    /** The monitor page the guest sets bits in. */
    long childToParentPage() {
        return childToParentPage;
    }

    /** Wants a signal of the host within the latency the host has promised. Makes no object. */
    void requestSignal(int monitor) {
        MonitorPages.request(memory, childToParentPage, monitor);
    }

    /** Which connection messages are posted to from now on. */
    void useConnection(int connection) {
        this.connection = connection;
    }

    /** Posts a message to the parent, after all that were posted before. */
    void post(VmbusMessage message) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[VmbusMessage.MAX_BYTES]);
        outbox.add(bytes.asSlice(0, message.write(bytes)).toArray(ValueLayout.JAVA_BYTE));
        drainOutbox();
    }

    private void drainOutbox() {
        for (byte[] next = outbox.peek(); next != null; next = outbox.peek()) {
            HypercallStatus status = post(next);
            if (status == HypercallStatus.INSUFFICIENT_BUFFERS) {
                // Nobody tells when there is room again: other work of this processor first, then another try.
                tryAgain.ring();
                return;
            }
            outbox.remove();
            if (status != HypercallStatus.SUCCESS) throw new GuestFault("posting a message: " + status);
        }
    }

    private HypercallStatus post(byte[] payload) {
        PostMessage.writeHead(memory.segment(), postInput, connection, Wire.MESSAGE_TYPE, payload.length);
        memory.write(postInput + PostMessage.PAYLOAD, MemorySegment.ofArray(payload), 0, payload.length);
        return HypercallStatus.of(call(PostMessage.CODE, postInput));
    }

    /** Raises the parent's flag behind a connection; any thread. Makes no object. */
    void signal(int eventConnection) {
        // If the connection is gone, so is the device: the message that says so is on its way.
        call(SignalEvent.CODE | HypercallTable.FAST, SignalEvent.input(eventConnection, 0));
    }

    /** Whoever sends signals, and a processor makes one call at a time. */
    private long call(long control, long input) {
        synchronized (processor) {
            return processor.hypercall(control, input);
        }
    }

    /** Before version 2.4 a bit in the interrupt page says which channel a signal is for. */
    void markForHost(int relid) {
        InterruptPage.raise(memory, interruptPage, InterruptPage.TO_HOST, relid);
    }

    /** Hands over the channels the host has marked in the interrupt page. */
    void takeMarks(IntConsumer channel) {
        for (int word = 0; word < Wire.CHANNELS / Long.SIZE; word++) {
            forEachBit(word, InterruptPage.take(memory, interruptPage, InterruptPage.TO_GUEST, word), channel);
        }
    }

    private void takeEvents(long flags) {
        for (int word = 0; word < EventFlagsPage.FLAGS / EventFlagsPage.FLAGS_PER_WORD; word++) {
            forEachBit(word, EventFlagsPage.take(memory, flags, Wire.INTERRUPT_SOURCE, word), event);
        }
    }

    private void takeMessages() {
        int type = MessagePage.type(memory, messagePage, Wire.INTERRUPT_SOURCE);
        while (type != 0) {
            int length = MessagePage.copyPayload(memory, messagePage, Wire.INTERRUPT_SOURCE, received);
            if (MessagePage.release(memory, messagePage, Wire.INTERRUPT_SOURCE, type)) {
                processor.writeRegister(SynIc.EOM, 0);
            }
            if (type == Wire.MESSAGE_TYPE) receiver.message(received, length);
            type = MessagePage.type(memory, messagePage, Wire.INTERRUPT_SOURCE);
        }
    }

    private static void forEachBit(int word, long bits, IntConsumer each) {
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            each.accept(word * Long.SIZE + Long.numberOfTrailingZeros(rest));
        }
    }
}
