package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.partitions.Machine;

class ChannelAllocationTest {

    private static final long WARM_UP = 50_000;
    private static final long MEASURED = 50_000;

    @ParameterizedTest
    @EnumSource(names = {"V0_13", "V1_1", "V5_3"})
    void packetsAndSignalsMakeNoObjects(VmbusVersion version) {
        try (Machine machine = new Machine(EnumSet.of(version))) {
            CountingDriver driver = new CountingDriver(WARM_UP);
            machine.guest().vmbus().offer(new CountingDevice());
            machine.client().register(driver);
            machine.connected();
            assertEquals(WARM_UP, driver.completed());
            long before = allocatedBytes();
            driver.more(MEASURED);
            machine.turns().take();
            long bytes = allocatedBytes() - before;
            assertEquals(WARM_UP + MEASURED, driver.completed());
            // Less than one object for each signal, of which there is one for some thirty packets.
            assertTrue(bytes < MEASURED / 10, bytes + " bytes for " + MEASURED + " packets");
        }
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
