package viridian.partitions.hypercall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestFault;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.PartitionState;
import viridian.partitions.Privileges;
import viridian.partitions.Turns;
import viridian.partitions.synic.SynIc;

/** Guests that call what they like: each call ends with a status, and nobody else notices. */
class HostileHypercallTest {

    private static final long[] WORDS = {
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        8,
        16,
        63,
        64,
        0x10000,
        0x70000,
        0x2000,
        0x8000_0000L,
        0xFFFF_FFFEL,
        0xFFFF_FFFFL,
        -1,
        -2,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        1L << 32,
        1L << 33,
        0xA0000,
        0xA0013,
        0x90001,
        0x90002,
        240L << 32 | 1
    };

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Partition neighbour = hypervisor.createChild(hypervisor.root(), "neighbour", 1 << 20, 1);
    private final Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 2);
    private final Caller caller = new Caller(guest);

    HostileHypercallTest() {
        System.out.println("HostileHypercallTest seed " + seed);
    }

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void anyWordAndAnyInputEndsWithAStatus() {
        callALot(50_000);
        assertUnharmed();
    }

    @Test
    void soDoesThatOfAPartitionThatMayDoEverything() {
        guest.grant(Privileges.ALL);
        callALot(50_000);
        assertUnharmed();
    }

    @Test
    void aGuestThatMakesPartitionsWithoutEndIsStoppedByItsPool() {
        guest.grant(Privileges.ALL);
        for (long page = 16; page < 256; page++) caller.repeats(MemoryCalls.DEPOSIT, 1, PartitionControl.SELF, page);
        int made = 0;
        while (caller.calls(PartitionCalls.CREATE, 0, 0, 0, 0, 0, 0, 0) == HypercallStatus.SUCCESS) made++;
        assertEquals(240, made);
        assertUnharmed();
        guest.close();
        assertEquals(List.of(neighbour), hypervisor.root().children());
    }

    /** Numbers likely to mean something, in every place. */
    private void callALot(int times) {
        for (int i = 0; i < times; i++) {
            int words = random.nextInt(16);
            for (int word = 0; word < words; word++) caller.memory.putI64(Caller.INPUT + word * 8L, word());
            long input = random.nextInt(8) == 0 ? word() : Caller.INPUT;
            long output = random.nextInt(8) == 0 ? word() : Caller.OUTPUT;
            try {
                HypercallStatus.of(caller.processor.hypercall(control(), input, output));
            } catch (GuestFault pageGone) {
                caller.processor.writeRegister(HypercallPage.GUEST_OS_ID, 1);
                caller.processor.writeRegister(HypercallPage.HYPERCALL, 0x2001);
            }
        }
        turns.take();
    }

    private long control() {
        int code = 0x40 + random.nextInt(0x60);
        long word = random.nextInt(10) == 0 ? random.nextLong() : code;
        if (random.nextInt(4) == 0) word |= HypercallTable.FAST;
        if (random.nextBoolean()) word |= (long) random.nextInt(6) << HypercallTable.REPETITIONS_SHIFT;
        if (random.nextInt(8) == 0) word |= (long) random.nextInt(6) << HypercallTable.START_SHIFT;
        return word;
    }

    private long word() {
        long word = WORDS[random.nextInt(WORDS.length)];
        return random.nextInt(4) == 0 ? word | WORDS[random.nextInt(WORDS.length)] << 32 : word;
    }

    private void assertUnharmed() {
        assertEquals(PartitionState.ACTIVE, hypervisor.root().state());
        assertEquals(PartitionState.ACTIVE, neighbour.state());
        assertTrue(neighbour.hasProcessor(0));
        assertEquals(SynIc.MASKED, neighbour.processor(0).readRegister(SynIc.SINT0 + 2));
        assertEquals(0, neighbour.pool().available());
        assertEquals(4, neighbour.pool().inUse());
        Caller unharmed = new Caller(neighbour);
        assertEquals(HypercallStatus.INVALID_CONNECTION_ID, unharmed.calls(SignalEvent.FORM, 0x123456));
    }
}
