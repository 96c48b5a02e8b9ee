package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.partitions.GuestFault;
import viridian.partitions.Hypervisor;
import viridian.partitions.LittleEndian;
import viridian.partitions.Machine;
import viridian.partitions.Partition;

/** A bus that is saved in one place and goes on in another, under a guest that notices nothing. */
class BusTransferTest {

    private final Machine machine = new Machine(EnumSet.allOf(VmbusVersion.class));
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private final Vmbus bus = machine.guest().vmbus();

    @AfterEach
    void close() {
        machine.close();
    }

    private void connect() {
        bus.offer(device);
        machine.client().register(driver);
        machine.connected();
    }

    /** Another parent's end for the same guest, as it would be in the process the guest moves to. */
    private Vmbus successor() {
        Partition root = machine.hypervisor().root();
        return new Vmbus(machine.guest(), root.processor(0));
    }

    private void resume(Vmbus next) {
        next.resume();
        machine.turns().take();
    }

    @ParameterizedTest
    @EnumSource(names = {"V0_13", "V1_1", "V3_0", "V5_3"})
    void packetsUnderwayArriveAfterTheMove(VmbusVersion version) {
        bus.speak(EnumSet.of(version));
        connect();
        for (long i = 0; i < 5; i++) driver.send(i);
        driver.channel().flush();
        byte[] state = bus.save();
        machine.turns().take();
        assertEquals(List.of(), driver.completed, "a bus that was saved does nothing more");
        EchoDevice there = new EchoDevice(1);
        Vmbus next = successor();
        next.offer(there);
        next.restore(state);
        resume(next);
        for (long i = 5; i < 10; i++) driver.send(i);
        driver.channel().flush();
        machine.turns().take();
        assertEquals(LongStream.range(0, 10).boxed().toList(), driver.completed);
        assertEquals(version, next.version());
        assertEquals(0, driver.removals);
    }

    @Test
    void aBusThatWasSavedCanGoOnHere() {
        connect();
        driver.send(1);
        driver.channel().flush();
        bus.save();
        machine.turns().take();
        resume(bus);
        assertEquals(List.of(1L), driver.completed);
    }

    @Test
    void whatTheDeviceSavedComesBackToIt() {
        connect();
        device.saved = new byte[] {1, 2, 3};
        byte[] state = bus.save();
        EchoDevice there = new EchoDevice(1);
        Vmbus next = successor();
        next.offer(there);
        next.restore(state);
        assertArrayEquals(device.saved, there.restored);
        assertEquals(List.of("restore"), there.events);
    }

    @Test
    void aDeviceThatIsNotThereIsGone() {
        connect();
        byte[] state = bus.save();
        Vmbus next = successor();
        next.restore(state);
        resume(next);
        assertEquals(1, driver.removals);
        EchoDevice other = new EchoDevice(2);
        next.offer(other);
        machine.turns().take();
        driver.send(8);
        driver.channel().flush();
        machine.turns().take();
        assertEquals(List.of("open", "packet 8"), other.events);
    }

    @Test
    void aDeviceThatDoesNotWantItsStateIsGone() {
        connect();
        byte[] state = bus.save();
        EchoDevice there = new EchoDevice(1);
        there.refuses = true;
        Vmbus next = successor();
        next.offer(there);
        next.restore(state);
        resume(next);
        assertEquals(1, driver.removals);
        assertEquals(List.of(), there.events, "what was not taken is not closed");
    }

    @Test
    void aDeviceOnlyTheNewPlaceHasIsOffered() {
        connect();
        byte[] state = bus.save();
        EchoDriver second = new EchoDriver();
        machine.client().register(second);
        machine.turns().take();
        Vmbus next = successor();
        next.offer(new EchoDevice(1));
        next.offer(new EchoDevice(2));
        next.restore(state);
        resume(next);
        assertTrue(second.channel().isOpen());
    }

    @Test
    void subchannelsMoveWithTheirPrimary() {
        connect();
        device.channel().offerSubchannels(1);
        machine.turns().take();
        VmbusChannel subchannel = driver.subchannels.getFirst();
        subchannel.onSignal(() -> subchannel.receive(driver::completed, 64));
        subchannel.open(EchoDriver.RING_BYTES, 1, _ -> {});
        machine.turns().take();
        byte[] state = bus.save();
        EchoDevice there = new EchoDevice(1);
        Vmbus next = successor();
        next.offer(there);
        next.restore(state);
        resume(next);
        driver.send(subchannel, 4);
        subchannel.flush();
        machine.turns().take();
        assertEquals(List.of(4L), driver.completed);
        assertEquals(List.of("restore", "restore 1", "packet 4"), there.events);
    }

    @Test
    void sharedMemoryMovesAndIsTornDownThere() {
        connect();
        int gpadl = driver.channel().establishGpadl(64 * 4096, 8192, _ -> {});
        machine.turns().take();
        byte[] state = bus.save();
        EchoDevice there = new EchoDevice(1);
        Vmbus next = successor();
        next.offer(there);
        next.restore(state);
        resume(next);
        assertEquals(64 * 4096, there.channel().gpadl(gpadl).address(0));
        boolean[] tornDown = {false};
        driver.channel().tearDownGpadl(gpadl, () -> tornDown[0] = true);
        machine.turns().take();
        assertFalse(tornDown[0]);
        there.channel().releaseGpadl(gpadl);
        machine.turns().take();
        assertTrue(tornDown[0]);
    }

    @Test
    void messagesOnTheirWayArriveOnceAndInOrder() {
        connect();
        // Nobody takes turns: both queues hold something when the bus is saved.
        int gpadl = driver.channel().establishGpadl(64 * 4096, 60 * 4096, driver.openings::add);
        bus.offer(new EchoDevice(2));
        byte[] state = bus.save();
        EchoDriver second = new EchoDriver();
        machine.client().register(second);
        Vmbus next = successor();
        EchoDevice there = new EchoDevice(1);
        next.offer(there);
        next.offer(new EchoDevice(2));
        next.restore(state);
        resume(next);
        assertEquals(List.of(0, 0), driver.openings);
        assertEquals(60 * 4096, there.channel().gpadl(gpadl).length());
        assertTrue(second.channel().isOpen());
    }

    @Test
    void anotherPartitionWithTheSameBytesInMemoryGoesOn() {
        connect();
        for (long i = 0; i < 3; i++) driver.send(i);
        driver.channel().flush();
        byte[] state = bus.save();
        try (Hypervisor elsewhere = new Hypervisor(_ -> machine.turns())) {
            Partition guest = elsewhere.createChild(
                    elsewhere.root(), "guest", machine.guest().memory().size(), 2);
            MemorySegment from = machine.guest().memory().segment();
            MemorySegment.copy(from, 0, guest.memory().segment(), 0, from.byteSize());
            EchoDevice there = new EchoDevice(1);
            guest.vmbus().offer(there);
            guest.vmbus().restore(state);
            resume(guest.vmbus());
            assertEquals(List.of("restore", "packet 0", "packet 1", "packet 2"), there.events);
        }
    }

    @Test
    void aPartitionWithLessMemoryRefuses() {
        connect();
        byte[] state = bus.save();
        try (Hypervisor elsewhere = new Hypervisor(_ -> machine.turns())) {
            Partition small = elsewhere.createChild(elsewhere.root(), "small", 4096, 2);
            assertThrows(GuestFault.class, () -> small.vmbus().restore(state));
            Partition single = elsewhere.createChild(elsewhere.root(), "single", 64 << 20, 1);
            assertThrows(IllegalArgumentException.class, () -> single.vmbus().restore(state));
        }
    }

    @Test
    void aBusInUseTakesNothingOver() {
        connect();
        byte[] state = bus.save();
        assertThrows(IllegalStateException.class, () -> bus.restore(state));
    }

    @Test
    void theBytesSayThemselvesWhatTheyAre() {
        connect();
        MemorySegment state = MemorySegment.ofArray(bus.save());
        assertEquals(
                "VIRIDBUS", new String(state.asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII));
        assertEquals(1, LittleEndian.i32(state, 8));
        assertEquals(state.byteSize(), LittleEndian.i32(state, 12));
        assertArrayEquals(bus.save(), BusState.read(bus.save()).toBytes(), "read and written again they are the same");
    }

    @Test
    void everyTruncationIsRefused() {
        connect();
        byte[] state = bus.save();
        for (int length = 0; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThrows(IllegalArgumentException.class, () -> BusState.read(cut));
            if (length < 20) continue;
            // As somebody would write it who knows the layout.
            byte[] sealed = seal(cut);
            assertThrows(IllegalArgumentException.class, () -> BusState.read(sealed));
        }
    }

    @Test
    void damagedBytesAreRefusedOrHarmless() {
        connect();
        driver.channel().establishGpadl(64 * 4096, 60 * 4096, _ -> {});
        machine.turns().take();
        byte[] state = bus.save();
        long seed = System.nanoTime();
        System.out.println("BusTransferTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int run = 0; run < 1500; run++) {
            byte[] damaged = state.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                damaged[random.nextInt(20, damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (Arrays.equals(state, damaged)) continue; // the same bit twice
            assertThrows(IllegalArgumentException.class, () -> BusState.read(damaged));
            if (!takesOver(seal(damaged))) refused++;
        }
        assertTrue(refused > 100 && refused < 1500, refused + " refused");
    }

    private boolean takesOver(byte[] state) {
        Vmbus next = successor();
        next.offer(new EchoDevice(1));
        try {
            next.restore(state);
            next.resume();
            return true;
        } catch (IllegalArgumentException | GuestFault refused) {
            return false;
        } finally {
            next.close();
        }
    }

    private static byte[] seal(byte[] state) {
        CRC32 sum = new CRC32();
        sum.update(state, 20, state.length - 20);
        LittleEndian.putI32(MemorySegment.ofArray(state), 12, state.length);
        LittleEndian.putI32(MemorySegment.ofArray(state), 16, (int) sum.getValue());
        return state;
    }
}
