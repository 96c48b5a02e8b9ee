package viridian.partitions.hypercall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.Privileges;
import viridian.partitions.Turns;
import viridian.partitions.synic.EventFlagsPage;
import viridian.partitions.synic.MessageBuffers;
import viridian.partitions.synic.MessagePage;
import viridian.partitions.synic.SynIc;

/** Two siblings the root allows to connect with each other: one sends, one listens on source 5. */
class PortCallsTest {

    private static final long SELF = PartitionControl.SELF;
    private static final long ANY_PROCESSOR = 0xFFFF_FFFFL;
    private static final int SOURCE = 5;
    private static final int VECTOR = 0x60;
    private static final long MESSAGES = 0x8000;
    private static final long EVENTS = 0x9000;
    private static final int PORT = 7;
    private static final int CONNECTION = 8;

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Caller sender = guest("sender");
    private final Caller receiver = guest("receiver");
    private final List<Integer> interrupts = new ArrayList<>();

    private Caller guest(String name) {
        Partition guest = hypervisor.createChild(hypervisor.root(), name, 1 << 20, 2);
        guest.grant(Privileges.CREATE_PORT | Privileges.CONNECT_PORT | Privileges.ACCESS_MEMORY_POOL);
        return new Caller(guest);
    }

    @BeforeEach
    void pay() {
        sender.repeats(MemoryCalls.DEPOSIT, 1, SELF, 20);
        receiver.repeats(MemoryCalls.DEPOSIT, 1, SELF, 20);
    }

    @AfterEach
    void close() {
        hypervisor.close();
    }

    private void listen(int processor) {
        receiver.partition.processor(processor).onInterrupt(VECTOR, () -> interrupts.add(processor));
        receiver.partition.processor(processor).writeRegister(SynIc.SIMP, MESSAGES | 1);
        receiver.partition.processor(processor).writeRegister(SynIc.SIEFP, EVENTS | 1);
        receiver.partition.processor(processor).writeRegister(SynIc.SINT0 + SOURCE, VECTOR);
        receiver.partition.processor(processor).writeRegister(SynIc.SCONTROL, 1);
    }

    private void connect(HypercallForm create, HypercallForm connect, int kind, long processor, long flags) {
        assertEquals(
                HypercallStatus.SUCCESS,
                receiver.calls(create, SELF, PORT, sender.partition.id(), kind, SOURCE | (processor << 32), flags, 0));
        assertEquals(
                HypercallStatus.SUCCESS,
                sender.calls(connect, SELF, CONNECTION, receiver.partition.id(), PORT, kind, 0, 0, 0, 0));
    }

    private void connect(int kind, long processor, long flags) {
        connect(PortCalls.CREATE, PortCalls.CONNECT, kind, processor, flags);
    }

    private HypercallStatus post(long number) {
        return sender.calls(PostMessage.FORM, CONNECTION, 1 | (8L << 32), number);
    }

    /** The number in the receiver's slot, whose message it then ends. */
    private long take() {
        long slot = MESSAGES + SOURCE * 256L;
        long number = receiver.memory.i64(slot + 16);
        int type = MessagePage.type(receiver.memory, MESSAGES, SOURCE);
        MessagePage.release(receiver.memory, MESSAGES, SOURCE, type);
        receiver.processor.writeRegister(SynIc.EOM, 0);
        return type == 0 ? 0 : number;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMessageArrivesWithTheNumberOfItsPort(boolean today) {
        listen(0);
        if (today) connect(PortCalls.CREATE_TODAY, PortCalls.CONNECT_TODAY, PortCalls.MESSAGE, 0, 0);
        else connect(PortCalls.MESSAGE, 0, 0);
        assertEquals(HypercallStatus.SUCCESS, post(42));
        turns.take();
        assertEquals(List.of(0), interrupts);
        assertEquals(PORT, receiver.memory.i64(MESSAGES + SOURCE * 256L + 8));
        assertEquals(42, take());
    }

    @Test
    void aPortKeepsSixteenMessagesBesidesTheOneInTheSlot() {
        listen(0);
        connect(PortCalls.MESSAGE, 0, 0);
        for (int i = 0; i <= MessageBuffers.COUNT; i++) assertEquals(HypercallStatus.SUCCESS, post(100 + i));
        assertEquals(HypercallStatus.INSUFFICIENT_BUFFERS, post(999));
        for (int i = 0; i <= MessageBuffers.COUNT; i++) assertEquals(100 + i, take());
        assertEquals(0, take());
        assertEquals(HypercallStatus.SUCCESS, post(999));
    }

    @Test
    void messagesWaitingAtADeletedPortAreLost() {
        listen(0);
        connect(PortCalls.MESSAGE, 0, 0);
        for (int i = 0; i < 3; i++) post(100 + i);
        assertEquals(HypercallStatus.SUCCESS, receiver.calls(PortCalls.DELETE, SELF, PORT));
        assertEquals(HypercallStatus.INVALID_PORT_ID, post(103));
        assertEquals(100, take());
        assertEquals(0, take());
        assertEquals(1, receiver.partition.pool().available(), "what the port cost");
    }

    @Test
    void aMaskedSourceKeepsMessagesUntilItIsAskedForThem() {
        listen(0);
        receiver.processor.writeRegister(SynIc.SINT0 + SOURCE, SynIc.MASKED | VECTOR);
        connect(PortCalls.MESSAGE, 0, 0);
        post(42);
        assertEquals(0, MessagePage.type(receiver.memory, MESSAGES, SOURCE));
        receiver.processor.writeRegister(SynIc.EOM, 0);
        assertEquals(42, take());
        turns.take();
        assertEquals(List.of(), interrupts);
    }

    @Test
    void aPolledSourceIsServedWithoutInterrupts() {
        listen(0);
        receiver.processor.writeRegister(SynIc.SINT0 + SOURCE, SynIc.POLLING | SynIc.MASKED);
        connect(PortCalls.MESSAGE, 0, 0);
        post(42);
        assertEquals(42, take());
        turns.take();
        assertEquals(List.of(), interrupts);
    }

    @Test
    void aFlagCountsFromThePortsFirst() {
        listen(0);
        connect(PortCalls.EVENT, 0, 8 | (4L << 16));
        assertEquals(HypercallStatus.SUCCESS, sender.calls(SignalEvent.FORM, CONNECTION | (3L << 32)));
        assertEquals(HypercallStatus.INVALID_PARAMETER, sender.calls(SignalEvent.FORM, CONNECTION | (4L << 32)));
        turns.take();
        assertEquals(List.of(0), interrupts);
        assertEquals(1 << 11, EventFlagsPage.take(receiver.memory, EVENTS, SOURCE, 0));
    }

    @Test
    void aFlagForAMaskedSourceIsRefused() {
        listen(0);
        receiver.processor.writeRegister(SynIc.SINT0 + SOURCE, SynIc.MASKED | VECTOR);
        connect(PortCalls.EVENT, 0, 1L << 16);
        assertEquals(HypercallStatus.INVALID_SYNIC_STATE, sender.calls(SignalEvent.FORM, CONNECTION));
    }

    @Test
    void aPortOfAnyProcessorFindsOneThatListens() {
        listen(1);
        connect(PortCalls.EVENT, ANY_PROCESSOR, 1L << 16);
        assertEquals(HypercallStatus.SUCCESS, sender.calls(SignalEvent.FORM, CONNECTION));
        turns.take();
        assertEquals(List.of(1), interrupts);
    }

    @Test
    void aSeveredConnectionLeadsNowhereAndIsPaidBack() {
        listen(0);
        connect(PortCalls.MESSAGE, 0, 0);
        post(42);
        assertEquals(HypercallStatus.SUCCESS, sender.calls(PortCalls.DISCONNECT, SELF, CONNECTION));
        assertEquals(HypercallStatus.INVALID_CONNECTION_ID, post(43));
        assertEquals(42, take(), "what was on its way arrives");
        assertEquals(1, sender.partition.pool().available());
    }

    @Test
    void aPartitionThatEndedIsNotReached() {
        listen(0);
        connect(PortCalls.MESSAGE, 0, 0);
        receiver.partition.close();
        assertEquals(HypercallStatus.INVALID_PORT_ID, post(42));
    }

    @Test
    void whatIsNotPaidForIsNotMade() {
        receiver.repeats(MemoryCalls.WITHDRAW, 1, SELF, 0);
        assertEquals(
                HypercallStatus.INSUFFICIENT_MEMORY,
                receiver.calls(PortCalls.CREATE, SELF, PORT, sender.partition.id(), PortCalls.MESSAGE, SOURCE, 0));
    }
}
