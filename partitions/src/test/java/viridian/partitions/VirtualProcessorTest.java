package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualProcessorTest {

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 1);
    private final VirtualProcessor processor = guest.processor(0);
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void anInterruptRaisedTwiceBeforeItIsServedIsServedOnce() {
        processor.onInterrupt(0x40, () -> done.add("0x40"));
        processor.interrupt(0x40);
        processor.interrupt(0x40);
        assertEquals(List.of(), done);
        turns.take();
        assertEquals(List.of("0x40"), done);
        processor.interrupt(0x40);
        turns.take();
        assertEquals(List.of("0x40", "0x40"), done);
    }

    @Test
    void anInterruptRaisedByItsOwnHandlerIsServedAgain() {
        processor.onInterrupt(0x40, () -> {
            done.add("served");
            if (done.size() < 3) processor.interrupt(0x40);
        });
        processor.interrupt(0x40);
        turns.take();
        assertEquals(3, done.size());
    }

    @Test
    void eachVectorHasItsHandlerAndAVectorWithoutOneIsIgnored() {
        processor.onInterrupt(255, () -> done.add("255"));
        processor.onInterrupt(63, () -> done.add("63"));
        processor.interrupt(255);
        processor.interrupt(63);
        processor.interrupt(64);
        turns.take();
        assertEquals(List.of("63", "255"), done);
    }

    @Test
    void aClosedPartitionDoesNothingMore() {
        processor.onInterrupt(0x40, () -> done.add("interrupt"));
        processor.interrupt(0x40);
        guest.close();
        processor.execute(() -> done.add("work"));
        turns.take();
        assertEquals(List.of(), done);
        assertEquals(List.of(), hypervisor.root().children());
    }

    @Test
    void partitionsHaveChildrenOfTheirOwn() {
        Partition grandchild = hypervisor.createChild(guest, "grandchild", 1 << 20, 1);
        assertEquals(List.of(grandchild), guest.children());
        assertEquals(3, grandchild.id());
        guest.close();
        guest.close();
        assertEquals(List.of(), guest.children());
    }
}
