package viridian.partitions.vmbus;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.ProcessorThread;

/** Host and guest on processors of their own: everything that is started ends, and nothing is lost on the way. */
class TwoProcessorsIT {

    private static final long PACKETS = 50_000;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Hypervisor hypervisor = new Hypervisor(ProcessorThread::new);
    private final Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 64 << 20, 1);

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"V0_13", "V1_1", "V3_0", "V5_3"})
    void everyPacketIsEchoedThroughASmallRing(VmbusVersion version) {
        CountingDevice device = new CountingDevice();
        CountingDriver driver = new CountingDriver(PACKETS);
        VmbusClient client = new VmbusClient(guest, new GuestAllocator(guest.memory()), EnumSet.of(version));
        guest.vmbus().offer(device);
        client.register(driver);
        client.connect();
        await().atMost(LONG).until(() -> driver.completed() == PACKETS);
        assertEquals(PACKETS, device.packets());
    }

    @ParameterizedTest
    @EnumSource(names = {"V1_1", "V5_3"})
    void busesComeAndGoWhilePacketsFlow(VmbusVersion version) {
        CountingDriver driver = new CountingDriver(Long.MAX_VALUE);
        VmbusClient client = new VmbusClient(guest, new GuestAllocator(guest.memory()), EnumSet.of(version));
        client.register(driver);
        client.connect();
        AtomicLong before = new AtomicLong();
        for (int i = 0; i < 50; i++) {
            CountingDevice device = new CountingDevice();
            guest.vmbus().offer(device);
            before.set(driver.completed());
            await().atMost(LONG).until(() -> driver.completed() > before.get());
            guest.vmbus().withdraw(device);
        }
        await().atMost(LONG).until(() -> driver.removals() == 50);
    }
}
