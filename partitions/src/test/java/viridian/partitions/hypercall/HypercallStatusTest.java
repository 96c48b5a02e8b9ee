package viridian.partitions.hypercall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.Privileges;
import viridian.partitions.Turns;

/** For each status, the calls that end with it; made by the root, which has a child with children and one without. */
class HypercallStatusTest {

    private static final long SELF = PartitionControl.SELF;
    private static final long PARENT = 2;
    private static final long CHILD = 3;
    private static final long GRANDCHILD = 4;
    private static final long NOBODY = 99;
    private static final long FAST = HypercallTable.FAST;
    private static final long RESERVED = 1L << 27;

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Caller root = new Caller(hypervisor.root());

    HypercallStatusTest() {
        Partition parent = hypervisor.createChild(hypervisor.root(), "parent", 1 << 20, 1);
        hypervisor.createChild(hypervisor.root(), "child", 1 << 20, 1);
        hypervisor.createChild(parent, "grandchild", 1 << 20, 1);
        root.repeats(MemoryCalls.DEPOSIT, 8, SELF, 10, 11, 12, 13, 14, 15, 16, 17);
        // Ports: 1 takes messages and 2 flags 8 to 11 of the child, both from the root; 3 has a processor missing.
        port(1, PortCalls.MESSAGE, 0, 0);
        port(2, PortCalls.EVENT, 0, 8 | (4 << 16));
        port(3, PortCalls.EVENT, 7, 8 | (4 << 16));
        for (int id = 1; id <= 3; id++) connect(SELF, id, CHILD, id, id == 1 ? PortCalls.MESSAGE : PortCalls.EVENT);
        port(4, PortCalls.EVENT, 0, 1 << 16);
        connect(SELF, 4, CHILD, 4, PortCalls.EVENT);
        root.calls(PortCalls.DELETE, CHILD, 4);
        root.repeats(MemoryCalls.WITHDRAW, 1, CHILD, 0);
    }

    private void port(int id, int kind, int processor, int flags) {
        root.repeats(MemoryCalls.DEPOSIT, 1, CHILD, 100 + id);
        root.calls(PortCalls.CREATE, CHILD, id, hypervisor.root().id(), kind, 5 | ((long) processor << 32), flags);
    }

    private void connect(long sender, int id, long receiver, int port, int kind) {
        root.calls(PortCalls.CONNECT, sender, id, receiver, port, kind, 0);
    }

    @AfterEach
    void close() {
        hypervisor.close();
    }

    /** A call and how it ends. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Case(HypercallStatus status, String what, long control, long... input) {

        @Override
        public String toString() {
            return status + ": " + what;
        }
    }

    private static Case ends(HypercallStatus status, String what, HypercallForm form, long... input) {
        return new Case(status, what, form.code() | (form.rep() ? 1L << 32 : 0), input);
    }

    static Stream<Case> cases() {
        return Stream.of(
                ends(HypercallStatus.SUCCESS, "own number", PartitionCalls.GET_ID),
                new Case(HypercallStatus.INVALID_HYPERCALL_CODE, "no such code", 0x00FF),
                new Case(HypercallStatus.INVALID_HYPERCALL_CODE, "far beyond", 0xFFFF),
                new Case(HypercallStatus.INVALID_HYPERCALL_INPUT, "a reserved bit", 0x0046 | RESERVED),
                new Case(HypercallStatus.INVALID_HYPERCALL_INPUT, "repeating what is done once", 0x0046 | (1L << 32)),
                new Case(HypercallStatus.INVALID_HYPERCALL_INPUT, "repeating nothing", 0x0048, SELF, 100),
                new Case(HypercallStatus.INVALID_HYPERCALL_INPUT, "beginning at the end", 0x0048 | 1L << 32 | 1L << 48),
                new Case(HypercallStatus.INVALID_HYPERCALL_INPUT, "a fast list", 0x0048 | 1L << 32 | FAST, SELF),
                new Case(HypercallStatus.INVALID_HYPERCALL_INPUT, "fast with output", 0x0044 | FAST, CHILD),
                new Case(HypercallStatus.INVALID_HYPERCALL_INPUT, "fast and too long", 0x004E | FAST, CHILD),
                new Case(HypercallStatus.INVALID_ALIGNMENT, "a list over the page's end", 0x0048 | (512L << 32), SELF),
                ends(HypercallStatus.INVALID_PARAMETER, "undefined creation flag", PartitionCalls.CREATE, 1L << 2),
                ends(HypercallStatus.INVALID_PARAMETER, "proximity", PartitionCalls.CREATE, 0, 1L << 33),
                ends(HypercallStatus.INVALID_PARAMETER, "processor flags", ProcessorCalls.CREATE, CHILD, 1, 0, 0, 1),
                ends(HypercallStatus.INVALID_PARAMETER, "register name", RegisterCalls.GET, CHILD, 0, 0x0002_0000),
                ends(HypercallStatus.INVALID_PARAMETER, "read-only register", RegisterCalls.SET, CHILD, 0, 0x0009_0003),
                ends(HypercallStatus.INVALID_PARAMETER, "trust level", RegisterCalls.GET, CHILD, 1L << 32, 0x0009_0003),
                ends(HypercallStatus.INVALID_PARAMETER, "kind of port", PortCalls.CREATE, CHILD, 9, 1, 3, 5),
                ends(HypercallStatus.INVALID_PARAMETER, "source 0", PortCalls.CREATE, CHILD, 9, 1, 1, 0),
                ends(HypercallStatus.INVALID_PARAMETER, "source 16", PortCalls.CREATE, CHILD, 9, 1, 1, 16),
                ends(
                        HypercallStatus.INVALID_PARAMETER,
                        "too many flags",
                        PortCalls.CREATE,
                        CHILD,
                        9,
                        1,
                        2,
                        5,
                        0x0800_0001),
                ends(HypercallStatus.INVALID_PARAMETER, "kind of connection", PortCalls.CONNECT, SELF, 9, CHILD, 1, 2),
                ends(HypercallStatus.INVALID_PARAMETER, "flag beyond", SignalEvent.FORM, 2 | (4L << 32)),
                ends(HypercallStatus.INVALID_PARAMETER, "message type 0", PostMessage.FORM, 1, 0),
                ends(HypercallStatus.INVALID_PARAMETER, "241 bytes", PostMessage.FORM, 1, 1 | (241L << 32)),
                ends(HypercallStatus.ACCESS_DENIED, "somebody else's child", PartitionCalls.FINALIZE, GRANDCHILD),
                ends(HypercallStatus.ACCESS_DENIED, "his pool", MemoryCalls.DEPOSIT, GRANDCHILD, 100),
                ends(HypercallStatus.ACCESS_DENIED, "his registers", RegisterCalls.GET, GRANDCHILD, 0, 0x0009_0003),
                ends(HypercallStatus.ACCESS_DENIED, "his ports", PortCalls.CREATE, GRANDCHILD, 1, 1, 1, 5),
                ends(HypercallStatus.ACCESS_DENIED, "ending itself", PartitionCalls.DELETE, 1),
                ends(HypercallStatus.INVALID_PARTITION_STATE, "initialized twice", PartitionCalls.INITIALIZE, CHILD),
                ends(HypercallStatus.INVALID_PARTITION_STATE, "deleted alive", PartitionCalls.DELETE, CHILD),
                ends(HypercallStatus.OPERATION_DENIED, "finalized with children", PartitionCalls.FINALIZE, PARENT),
                ends(HypercallStatus.OPERATION_DENIED, "somebody's page", MemoryCalls.DEPOSIT, CHILD, 1L << 40),
                ends(HypercallStatus.OPERATION_DENIED, "a page below 0", MemoryCalls.DEPOSIT, CHILD, -1),
                ends(HypercallStatus.OPERATION_DENIED, "the first processor", ProcessorCalls.DELETE, CHILD, 0),
                ends(HypercallStatus.OPERATION_DENIED, "read only", PartitionCalls.SET_PROPERTY, CHILD, 0x0007_0000, 1),
                ends(HypercallStatus.UNKNOWN_PROPERTY, "to read", PartitionCalls.GET_PROPERTY, CHILD, 1),
                ends(HypercallStatus.UNKNOWN_PROPERTY, "to write", PartitionCalls.SET_PROPERTY, CHILD, 1, 1),
                ends(
                        HypercallStatus.PROPERTY_VALUE_OUT_OF_RANGE,
                        "late",
                        PartitionCalls.SET_PROPERTY,
                        CHILD,
                        0x10000,
                        0),
                ends(HypercallStatus.INSUFFICIENT_MEMORY, "a processor", ProcessorCalls.CREATE, CHILD, 1, 0, 0, 0),
                ends(HypercallStatus.INSUFFICIENT_MEMORY, "a port", PortCalls.CREATE, CHILD, 9, 1, 1, 5),
                ends(HypercallStatus.INVALID_PARTITION_ID, "nobody", PartitionCalls.FINALIZE, NOBODY),
                ends(HypercallStatus.INVALID_PARTITION_ID, "no such sender", PortCalls.CREATE, CHILD, 9, NOBODY, 1, 5),
                ends(
                        HypercallStatus.INVALID_PARTITION_ID,
                        "no such child",
                        PartitionCalls.GET_NEXT_CHILD,
                        SELF,
                        NOBODY),
                ends(HypercallStatus.INVALID_VP_INDEX, "there already", ProcessorCalls.CREATE, CHILD, 0, 0, 0, 0),
                ends(HypercallStatus.INVALID_VP_INDEX, "over the limit", ProcessorCalls.CREATE, CHILD, 64, 0, 0, 0),
                ends(HypercallStatus.INVALID_VP_INDEX, "not there", ProcessorCalls.DELETE, CHILD, 1),
                ends(HypercallStatus.INVALID_VP_INDEX, "itself, of a child", RegisterCalls.GET, CHILD, 0xFFFF_FFFEL, 1),
                ends(HypercallStatus.INVALID_VP_INDEX, "a port's", SignalEvent.FORM, 3),
                ends(HypercallStatus.INVALID_PORT_ID, "taken", PortCalls.CREATE, CHILD, 1, 1, 1, 5),
                ends(HypercallStatus.INVALID_PORT_ID, "25 bits", PortCalls.CREATE, CHILD, 1 << 24, 1, 1, 5),
                ends(HypercallStatus.INVALID_PORT_ID, "nothing to delete", PortCalls.DELETE, CHILD, 9),
                ends(HypercallStatus.INVALID_PORT_ID, "no such port", PortCalls.CONNECT, SELF, 9, CHILD, 9, 1),
                ends(HypercallStatus.INVALID_PORT_ID, "for another", PortCalls.CONNECT, PARENT, 9, CHILD, 1, 1),
                ends(HypercallStatus.INVALID_PORT_ID, "a message for a flag", PostMessage.FORM, 2, 1),
                ends(HypercallStatus.INVALID_PORT_ID, "a flag for a message", SignalEvent.FORM, 1),
                ends(HypercallStatus.INVALID_PORT_ID, "the port was deleted", SignalEvent.FORM, 4),
                ends(HypercallStatus.INVALID_CONNECTION_ID, "taken", PortCalls.CONNECT, SELF, 1, CHILD, 1, 1),
                ends(HypercallStatus.INVALID_CONNECTION_ID, "25 bits", PortCalls.CONNECT, SELF, 1 << 24, CHILD, 1, 1),
                ends(HypercallStatus.INVALID_CONNECTION_ID, "not there", PortCalls.DISCONNECT, SELF, 9),
                ends(HypercallStatus.INVALID_CONNECTION_ID, "the bus's own", PortCalls.DISCONNECT, CHILD, 1),
                ends(HypercallStatus.INVALID_CONNECTION_ID, "no such way", SignalEvent.FORM, 9),
                ends(HypercallStatus.INVALID_SYNIC_STATE, "nobody listens to messages", PostMessage.FORM, 1, 1),
                ends(HypercallStatus.INVALID_SYNIC_STATE, "nobody listens to flags", SignalEvent.FORM, 2),
                ends(HypercallStatus.OBJECT_IN_USE, "deposited before", MemoryCalls.DEPOSIT, CHILD, 10),
                ends(HypercallStatus.NO_RESOURCES, "nothing to withdraw", MemoryCalls.WITHDRAW, CHILD, 0),
                ends(
                        HypercallStatus.INVALID_REGISTER_VALUE,
                        "a page outside",
                        RegisterCalls.SET,
                        CHILD,
                        0,
                        0xA0013,
                        0,
                        -1),
                ends(HypercallStatus.INVALID_REGISTER_VALUE, "vector 3", RegisterCalls.SET, CHILD, 0, 0xA0001, 0, 3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsWithItsStatus(Case call) {
        root.memory.clear(Caller.INPUT, 4096);
        assertEquals(call.status, HypercallStatus.of(root.result(call.control, call.input)));
    }

    @Test
    void everyStatusIsInTheTableOrHasATestOfItsOwn() {
        Set<HypercallStatus> seen = cases().map(Case::status).collect(Collectors.toSet());
        seen.addAll(EnumSet.of(HypercallStatus.INSUFFICIENT_BUFFERS, HypercallStatus.PARTITION_TOO_DEEP));
        assertEquals(EnumSet.allOf(HypercallStatus.class), seen);
    }

    @Test
    void inputOfTwoWordsFitsIntoRegisters() {
        long delete = ProcessorCalls.DELETE.code() | FAST;
        assertEquals(HypercallStatus.INVALID_VP_INDEX, HypercallStatus.of(root.processor.hypercall(delete, CHILD, 1)));
        long end = PartitionCalls.FINALIZE.code() | FAST;
        assertEquals(HypercallStatus.SUCCESS, HypercallStatus.of(root.processor.hypercall(end, CHILD)));
    }

    @Test
    void inputAndOutputLieApart() {
        long get = PartitionCalls.GET_NEXT_CHILD.code();
        for (long output = 0x3000 - 8; output <= 0x3010; output += 8) {
            HypercallStatus status = HypercallStatus.of(root.processor.hypercall(get, 0x3000, output));
            boolean apart = output < 0x3000 || output >= 0x3010;
            assertEquals(apart, status != HypercallStatus.INVALID_PARAMETER, Long.toHexString(output));
        }
    }

    @Test
    void thereIsALastGeneration() {
        Partition deepest = hypervisor.root();
        for (int depth = 0; depth < PartitionControl.MAX_DEPTH; depth++) {
            deepest = hypervisor.createChild(deepest, "generation" + depth, 1 << 20, 1);
        }
        Partition last = deepest;
        assertThrows(IllegalStateException.class, () -> hypervisor.createChild(last, "too deep", 1 << 20, 1));
        assertEquals(
                HypercallStatus.PARTITION_TOO_DEEP, new Caller(last).calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void withoutThePrivilegeNothingElseIsTold() {
        Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 1);
        Caller caller = new Caller(guest);
        for (HypercallForm form : PRIVILEGED) {
            long repetitions = form.rep() ? 1L << 32 : 0;
            long result = guest.processor(0).hypercall(form.code() | repetitions, 3, 3);
            assertEquals(HypercallStatus.ACCESS_DENIED, HypercallStatus.of(result), form.toString());
        }
        assertEquals(HypercallStatus.ACCESS_DENIED, caller.calls(PortCalls.CREATE, SELF, 1, 1, 1, 5, 0));
        assertEquals(HypercallStatus.ACCESS_DENIED, caller.calls(PortCalls.CONNECT, SELF, 1, 1, 1, 1, 0));
        long own = caller.repeats(RegisterCalls.GET, 1, SELF, 0, RegisterCalls.VP_INDEX);
        assertEquals(HypercallStatus.ACCESS_DENIED, HypercallStatus.of(own));
    }

    private static final HypercallForm[] PRIVILEGED = {
        PartitionCalls.CREATE,
        PartitionCalls.INITIALIZE,
        PartitionCalls.FINALIZE,
        PartitionCalls.DELETE,
        PartitionCalls.GET_PROPERTY,
        PartitionCalls.SET_PROPERTY,
        PartitionCalls.GET_ID,
        PartitionCalls.GET_NEXT_CHILD,
        MemoryCalls.DEPOSIT,
        MemoryCalls.WITHDRAW,
        MemoryCalls.BALANCE,
        ProcessorCalls.CREATE,
        ProcessorCalls.DELETE
    };

    @Test
    void postingAndSignallingArePrivilegesToo() {
        Partition mute = hypervisor.root().children().getFirst();
        assertEquals(Privileges.ALL, mute.privileges(), "it is a parent");
        root.repeats(MemoryCalls.DEPOSIT, 3, SELF, 50, 51, 52);
        root.calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0, 0);
        long id = root.given(0);
        root.calls(PartitionCalls.SET_PROPERTY, id, PartitionCalls.PRIVILEGES, Privileges.HYPERCALL_REGISTERS);
        root.repeats(MemoryCalls.DEPOSIT, 4, id, 60, 61, 62, 63);
        root.calls(PartitionCalls.INITIALIZE, id);
        root.calls(ProcessorCalls.CREATE, id, 0, 0, 0, 0);
        Caller silent = new Caller(hypervisor.root().children().getLast());
        assertEquals(HypercallStatus.ACCESS_DENIED, silent.calls(PostMessage.FORM, 1, 1));
        assertEquals(HypercallStatus.ACCESS_DENIED, silent.calls(SignalEvent.FORM, 1));
    }
}
