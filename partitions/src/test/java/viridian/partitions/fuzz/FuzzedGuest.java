package viridian.partitions.fuzz;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.hypercall.HypercallTable;
import viridian.partitions.hypercall.PostMessage;
import viridian.partitions.hypercall.SignalEvent;
import viridian.partitions.synic.MessagePage;
import viridian.partitions.synic.SynIc;

/** A guest reduced to what every guest has: pages, registers and hypercalls. It says bytes and hears bytes. */
final class FuzzedGuest {

    /** The interrupt source of the bus. */
    private static final int SOURCE = 2;

    private static final int MESSAGE_TYPE = 1;
    private static final long HYPERCALL_PAGE = PAGE_BYTES;
    private static final long INPUT = 2 * PAGE_BYTES;
    private static final long MESSAGES = 3 * PAGE_BYTES;
    private static final long FLAGS = 4 * PAGE_BYTES;

    final VirtualProcessor processor;
    final GuestMemory memory;

    FuzzedGuest(Partition partition) {
        processor = partition.processor(0);
        memory = partition.memory();
        begin();
    }

    /** Writes its registers as a guest does that has just started. */
    void begin() {
        memory.clear(HYPERCALL_PAGE, 4 * PAGE_BYTES);
        processor.writeRegister(HypercallPage.GUEST_OS_ID, 1);
        processor.writeRegister(HypercallPage.HYPERCALL, HYPERCALL_PAGE | 1);
        processor.writeRegister(SynIc.SIMP, MESSAGES | 1);
        processor.writeRegister(SynIc.SIEFP, FLAGS | 1);
        processor.writeRegister(SynIc.SINT0 + SOURCE, 0xF3);
        processor.writeRegister(SynIc.SCONTROL, 1);
        processor.writeRegister(SynIc.EOM, 0);
    }

    HypercallStatus post(int connection, MemorySegment message, int length) {
        PostMessage.writeHead(memory.segment(), INPUT, connection, MESSAGE_TYPE, length);
        memory.write(INPUT + PostMessage.PAYLOAD, message, 0, message.byteSize());
        return HypercallStatus.of(processor.hypercall(PostMessage.CODE, INPUT));
    }

    HypercallStatus signal(int connection, int flag) {
        long fast = HypercallTable.FAST | SignalEvent.CODE;
        return HypercallStatus.of(processor.hypercall(fast, SignalEvent.input(connection, flag)));
    }

    /** Takes the message in its slot and ends it; empty if there was none. */
    MemorySegment hear() {
        int type = MessagePage.type(memory, MESSAGES, SOURCE);
        if (type == 0) return MemorySegment.NULL;
        MemorySegment copy = MemorySegment.ofArray(new byte[MessagePage.MAX_PAYLOAD_BYTES]);
        int length = MessagePage.copyPayload(memory, MESSAGES, SOURCE, copy);
        MessagePage.release(memory, MESSAGES, SOURCE, type);
        processor.writeRegister(SynIc.EOM, 0);
        return copy.asSlice(0, length);
    }

    /** Takes all messages there are, doing in between what lets more come. */
    List<MemorySegment> hearAll(Runnable between) {
        List<MemorySegment> heard = new ArrayList<>();
        between.run();
        for (MemorySegment next = hear(); next.byteSize() > 0; next = hear()) {
            heard.add(next);
            between.run();
        }
        return heard;
    }
}
