package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestPages;
import viridian.partitions.Machine;

class GpadlTest {

    private final Machine machine = new Machine(EnumSet.of(VmbusVersion.V1_1, VmbusVersion.V3_0));
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void connect() {
        machine.guest().vmbus().offer(device);
        machine.client().register(driver);
        machine.connected();
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private int share(long gpa, long bytes) {
        int gpadl = driver.channel().establishGpadl(gpa, bytes, status -> events.add("status " + status));
        machine.turns().take();
        return gpadl;
    }

    private void tearDown(int gpadl) {
        driver.channel().tearDownGpadl(gpadl, () -> events.add("torn down"));
        machine.turns().take();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 25, 26, 27, 54, 55, 8190})
    void memoryOfAnySizeIsSharedInAsManyMessagesAsItNeeds(int pages) {
        long gpa = machine.allocator().allocate(pages * 4096L);
        GuestPages shared = device.channel().gpadl(share(gpa, pages * 4096L));
        assertEquals(List.of("status 0"), events);
        assertEquals(pages * 4096L, shared.length());
        machine.guest().memory().putI32(gpa + pages * 4096L - 4, 4711);
        assertEquals(4711, shared.i32(pages * 4096L - 4));
        assertEquals(gpa, shared.address(0));
    }

    @Test
    void morePagesThanOneGpadlHasAreRefusedAtOnce() {
        VmbusChannel channel = driver.channel();
        assertThrows(IllegalArgumentException.class, () -> channel.establishGpadl(4096, 8191 * 4096L, _ -> {}));
        assertThrows(IllegalArgumentException.class, () -> channel.establishGpadl(4097, 4096, _ -> {}));
        assertThrows(IllegalArgumentException.class, () -> channel.establishGpadl(4096, 0, _ -> {}));
    }

    @Test
    void memoryTheGuestDoesNotHaveIsRefused() {
        share(machine.guest().memory().size() - 4096, 8192);
        assertEquals(List.of("status " + VmbusMessage.UNSUCCESSFUL), events);
    }

    @Test
    void memoryNobodyUsesIsTornDownAtOnce() {
        int gpadl = share(4096, 4096);
        tearDown(gpadl);
        assertEquals(List.of("status 0", "torn down"), events);
        assertThrows(GuestFault.class, () -> device.channel().gpadl(gpadl));
    }

    @Test
    void memoryTheDeviceUsesIsTornDownWhenTheDeviceLetsGo() {
        int gpadl = share(4096, 4096);
        device.channel().gpadl(gpadl);
        device.channel().gpadl(gpadl);
        tearDown(gpadl);
        device.channel().releaseGpadl(gpadl);
        machine.turns().take();
        assertEquals(List.of("status 0"), events);
        device.channel().releaseGpadl(gpadl);
        machine.turns().take();
        assertEquals(List.of("status 0", "torn down"), events);
    }

    @Test
    void memoryTheDeviceUsesIsTornDownWhenTheChannelIsClosed() {
        int gpadl = share(4096, 4096);
        device.channel().gpadl(gpadl);
        tearDown(gpadl);
        assertEquals(List.of("status 0"), events);
        driver.channel().close();
        machine.turns().take();
        assertEquals(List.of("status 0", "torn down"), events);
    }

    @Test
    void releasingWhatNobodyHoldsChangesNothing() {
        int gpadl = share(4096, 4096);
        device.channel().releaseGpadl(gpadl);
        device.channel().gpadl(gpadl);
        assertTrue(device.channel().isOpen());
    }

    @Test
    void memoryBelongsToTheChannelItWasSharedOn() {
        EchoDevice second = new EchoDevice(2);
        machine.client().register(new EchoDriver());
        machine.guest().vmbus().offer(second);
        machine.turns().take();
        int gpadl = share(4096, 4096);
        assertThrows(GuestFault.class, () -> second.channel().gpadl(gpadl));
    }

    @Test
    void withdrawingTheDeviceGivesItsMemoryBack() {
        int gpadl = share(4096, 4096);
        device.channel().gpadl(gpadl);
        machine.guest().vmbus().withdraw(device);
        machine.turns().take();
        EchoDevice next = new EchoDevice(2);
        machine.guest().vmbus().offer(next);
        machine.turns().take();
        assertThrows(GuestFault.class, () -> next.channel().gpadl(gpadl));
    }
}
