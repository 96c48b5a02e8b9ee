package viridian.partitions.hypercall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.HostProfile;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.PartitionState;
import viridian.partitions.Privileges;
import viridian.partitions.Turns;

class PartitionCallsTest {

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Caller root = new Caller(hypervisor.root());

    @AfterEach
    void close() {
        hypervisor.close();
    }

    private Partition only() {
        return hypervisor.root().children().getFirst();
    }

    @Test
    void aPartitionLivesFromItsCreationToItsDeletion() {
        assertEquals(HypercallStatus.INSUFFICIENT_MEMORY, root.calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0, 0));
        root.repeats(MemoryCalls.DEPOSIT, 1, PartitionControl.SELF, 100);
        assertEquals(HypercallStatus.SUCCESS, root.calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0, 0));
        long id = root.given(0);
        assertEquals(PartitionState.UNINITIALIZED, only().state());
        assertEquals(HypercallStatus.INSUFFICIENT_MEMORY, root.calls(PartitionCalls.INITIALIZE, id));
        root.repeats(MemoryCalls.DEPOSIT, 4, id, 101, 102, 103, 104);
        assertEquals(HypercallStatus.SUCCESS, root.calls(PartitionCalls.INITIALIZE, id));
        assertEquals(HypercallStatus.SUCCESS, root.calls(ProcessorCalls.CREATE, id, 0, 0, 0, 0));
        assertEquals(HypercallStatus.INSUFFICIENT_MEMORY, root.calls(ProcessorCalls.CREATE, id, 1, 0, 0, 0));
        assertEquals(PartitionState.ACTIVE, only().state());
        assertEquals(1, only().processors());

        assertEquals(HypercallStatus.INVALID_PARTITION_STATE, root.calls(PartitionCalls.DELETE, id));
        assertEquals(HypercallStatus.SUCCESS, root.calls(PartitionCalls.FINALIZE, id));
        assertFalse(only().hasProcessor(0));
        assertEquals(HypercallStatus.OPERATION_DENIED, root.calls(PartitionCalls.DELETE, id), "pages in its pool");
        assertEquals(4, Caller.done(root.repeats(MemoryCalls.WITHDRAW, 5, id, 0)));
        assertEquals(HypercallStatus.SUCCESS, root.calls(PartitionCalls.DELETE, id));
        assertEquals(List.of(), hypervisor.root().children());
        assertEquals(HypercallStatus.INVALID_PARTITION_ID, root.calls(PartitionCalls.DELETE, id));
    }

    @Test
    void whatIsWithdrawnIsWhatWasDeposited() {
        root.repeats(MemoryCalls.DEPOSIT, 3, PartitionControl.SELF, 100, 200, 300);
        assertEquals(HypercallStatus.SUCCESS, root.calls(MemoryCalls.BALANCE, PartitionControl.SELF, 0));
        assertEquals(3, root.given(0));
        assertEquals(0, root.given(1));
        root.calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0, 0);
        root.calls(MemoryCalls.BALANCE, PartitionControl.SELF, 0);
        assertEquals(2, root.given(0));
        assertEquals(1, root.given(1));
        long result = root.repeats(MemoryCalls.WITHDRAW, 3, PartitionControl.SELF, 0);
        assertEquals(HypercallStatus.NO_RESOURCES, HypercallStatus.of(result), "one pays for the child");
        assertEquals(2, Caller.done(result));
        assertEquals(List.of(300L, 200L), List.of(root.given(0), root.given(1)));
    }

    @Test
    void aPageIsDepositedOnce() {
        assertEquals(2, Caller.done(root.repeats(MemoryCalls.DEPOSIT, 3, PartitionControl.SELF, 100, 101, 100)));
        root.repeats(MemoryCalls.WITHDRAW, 2, PartitionControl.SELF, 0);
        assertEquals(1, Caller.done(root.repeats(MemoryCalls.DEPOSIT, 1, PartitionControl.SELF, 100)));
    }

    @Test
    void aRepCallGoesOnWhereItIsTold() {
        long control = MemoryCalls.DEPOSIT.code()
                | (4L << HypercallTable.REPETITIONS_SHIFT)
                | (2L << HypercallTable.START_SHIFT);
        assertEquals(4, Caller.done(root.result(control, PartitionControl.SELF, -1, -1, 102, 103)));
        assertEquals(2, hypervisor.root().pool().available());
    }

    @Test
    void childrenAreFoundOneAfterTheOther() {
        List<Long> made =
                IntStream.range(0, 3).mapToObj(i -> root.child(100 + 10 * i)).toList();
        List<Long> found = new ArrayList<>();
        for (long id = next(0); id != 0; id = next(id)) found.add(id);
        assertEquals(made, found);
        assertEquals(HypercallStatus.INVALID_PARTITION_ID, root.calls(PartitionCalls.GET_NEXT_CHILD, -1, 99));
    }

    private long next(long previous) {
        root.calls(PartitionCalls.GET_NEXT_CHILD, PartitionControl.SELF, previous);
        return root.given(0);
    }

    @Test
    void aPartitionKnowsItsNumberIfItMay() {
        assertEquals(HypercallStatus.SUCCESS, root.calls(PartitionCalls.GET_ID));
        assertEquals(hypervisor.root().id(), root.given(0));
        Caller child = new Caller(hypervisor.createChild(hypervisor.root(), "child", 1 << 20, 1));
        assertEquals(HypercallStatus.ACCESS_DENIED, child.calls(PartitionCalls.GET_ID));
    }

    @Test
    void aChildIsAllowedWhatItsParentSaysBeforeItRuns() {
        root.repeats(MemoryCalls.DEPOSIT, 1, PartitionControl.SELF, 100);
        root.calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0, 0);
        long id = root.given(0);
        assertEquals(HypercallStatus.SUCCESS, property(id, Privileges.CHILD | Privileges.PARENT));
        root.repeats(MemoryCalls.DEPOSIT, 2, id, 101, 102);
        root.calls(PartitionCalls.INITIALIZE, id);
        assertEquals(HypercallStatus.PROPERTY_VALUE_OUT_OF_RANGE, property(id, Privileges.CHILD));
        root.calls(PartitionCalls.GET_PROPERTY, id, PartitionCalls.PRIVILEGES);
        assertEquals(Privileges.ALL, root.given(0));
    }

    @Test
    void nobodyGivesAwayWhatHeDoesNotHave() {
        Partition parent = hypervisor.createChild(hypervisor.root(), "parent", 1 << 20, 1);
        parent.grant(Privileges.CREATE_PARTITIONS | Privileges.ACCESS_MEMORY_POOL);
        Caller caller = new Caller(parent);
        caller.repeats(MemoryCalls.DEPOSIT, 1, PartitionControl.SELF, 100);
        caller.calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0, 0);
        long id = caller.given(0);
        assertEquals(
                HypercallStatus.PROPERTY_VALUE_OUT_OF_RANGE,
                caller.calls(PartitionCalls.SET_PROPERTY, id, PartitionCalls.PRIVILEGES, Privileges.CREATE_PORT));
    }

    private HypercallStatus property(long id, long privileges) {
        return root.calls(PartitionCalls.SET_PROPERTY, id, PartitionCalls.PRIVILEGES, privileges);
    }

    @Test
    void theParentReadsWhatTheGuestCallsItself() {
        Partition child = hypervisor.createChild(hypervisor.root(), "child", 1 << 20, 1);
        new Caller(child);
        root.calls(PartitionCalls.GET_PROPERTY, child.id(), PartitionCalls.GUEST_OS_ID);
        assertEquals(0x8100_0000_0000_0000L, root.given(0));
    }

    @Test
    void aPartitionWithChildrenIsNotEndedByHypercallButByItsOwner() {
        Partition parent = hypervisor.createChild(hypervisor.root(), "parent", 1 << 20, 1);
        Partition child = hypervisor.createChild(parent, "child", 1 << 20, 1);
        assertEquals(HypercallStatus.OPERATION_DENIED, root.calls(PartitionCalls.FINALIZE, parent.id()));
        assertEquals(PartitionState.ACTIVE, child.state());
        parent.close();
        assertEquals(PartitionState.DELETED, child.state());
        assertEquals(List.of(), hypervisor.root().children());
    }

    @Test
    void whatAGuestMadeEndsWithIt() {
        Partition parent = hypervisor.createChild(hypervisor.root(), "parent", 1 << 20, 1);
        parent.grant(Privileges.PARENT);
        new Caller(parent).child(100);
        Partition grandchild = parent.children().getFirst();
        assertEquals("parent." + grandchild.id(), grandchild.name());
        assertTrue(grandchild.hasProcessor(0));
        parent.close();
        assertEquals(PartitionState.DELETED, grandchild.state());
    }

    @Test
    void processorsMayHaveAnyNumberUpToTheLimit() {
        long id = root.child(100);
        root.repeats(MemoryCalls.DEPOSIT, 4, id, 200, 201, 202, 203);
        assertEquals(HypercallStatus.SUCCESS, root.calls(ProcessorCalls.CREATE, id, 5, 0, 0, 0));
        assertEquals(6, only().processors());
        assertFalse(only().hasProcessor(3));
        assertEquals(HypercallStatus.INVALID_VP_INDEX, root.calls(ProcessorCalls.DELETE, id, 3));
        assertEquals(HypercallStatus.SUCCESS, root.calls(ProcessorCalls.DELETE, id, 5));
        assertFalse(only().hasProcessor(5));
        assertEquals(HypercallStatus.SUCCESS, root.calls(ProcessorCalls.CREATE, id, 5, 0, 0, 0));
        assertEquals(HypercallStatus.OPERATION_DENIED, root.calls(ProcessorCalls.DELETE, id, 0));
    }

    @Test
    void aParentReadsAndWritesItsChildsRegisters() {
        Partition child = hypervisor.createChild(hypervisor.root(), "child", 1 << 20, 2);
        long sint2 = RegisterCalls.SINT0 + 2;
        assertEquals(1, Caller.done(root.repeats(RegisterCalls.SET, 1, child.id(), 1, sint2, 0, 0x55, 0)));
        long result = root.repeats(RegisterCalls.GET, 2, child.id(), 1, sint2 | ((long) RegisterCalls.VP_INDEX << 32));
        assertEquals(2, Caller.done(result));
        assertEquals(0x55, root.given(0));
        assertEquals(1, root.given(2));
        assertEquals(0x55, child.processor(1).readRegister(0x4000_0092));
    }

    @Test
    void whatAPartitionMayStandsInARegister() {
        root.repeats(RegisterCalls.GET, 1, PartitionControl.SELF, 0xFFFF_FFFEL, RegisterCalls.PRIVILEGES_AND_FEATURES);
        assertEquals(Privileges.ALL, root.given(0));
    }

    @Test
    void aHostRunsOnlySoManyMachines() {
        try (Hypervisor old = new Hypervisor(HostProfile.WS2008, name -> turns)) {
            for (int i = 0; i < 64; i++) old.createChild(old.root(), "vm" + i, 1 << 16, 1);
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> old.createChild(old.root(), "vm64", 1 << 16, 1));
            assertEquals(
                    "no partition 'vm64': Windows Server 2008 runs 64 virtual machines at most", refused.getMessage());
            old.root().children().getFirst().close();
            old.createChild(old.root(), "vm64", 1 << 16, 1);
        }
    }

    @Test
    void aMachineHasOnlySoManyProcessorsAndFailingToMakeItLeavesNothing() {
        try (Hypervisor old = new Hypervisor(HostProfile.WS2008, name -> turns)) {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> old.createChild(old.root(), "big", 1 << 16, 5));
            assertEquals(
                    "no partition 'big': Windows Server 2008 gives a virtual machine 4 processors at most",
                    refused.getMessage());
            assertEquals(List.of(), old.root().children());
        }
    }
}
