package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.partitions.Machine;

class VmbusNegotiationTest {

    @ParameterizedTest
    @EnumSource
    void everyVersionCarriesPacketsThereAndBack(VmbusVersion version) {
        try (Machine machine = new Machine(EnumSet.of(version))) {
            EchoDevice device = new EchoDevice(1);
            EchoDriver driver = new EchoDriver();
            machine.guest().vmbus().offer(device);
            machine.client().register(driver);
            machine.connected();
            assertEquals(List.of(0), driver.openings);
            for (long i = 0; i < 10; i++) driver.send(i);
            driver.channel().flush();
            machine.turns().take();
            assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), driver.completed);
            assertEquals(version, machine.client().version());
            assertEquals(version, machine.guest().vmbus().version());
        }
    }

    @Test
    void theNewestVersionBothSpeakIsTaken() {
        try (Machine machine = new Machine(EnumSet.allOf(VmbusVersion.class))) {
            machine.guest().vmbus().speak(Set.of(VmbusVersion.V1_1, VmbusVersion.V0_13));
            machine.connected();
            assertEquals(VmbusVersion.V1_1, machine.client().version());
        }
    }

    @Test
    void withoutACommonVersionThereIsNoBus() {
        try (Machine machine = new Machine(EnumSet.of(VmbusVersion.V2_4))) {
            machine.guest().vmbus().speak(Set.of(VmbusVersion.V1_1));
            machine.connected();
            assertNull(machine.client().version());
            assertNull(machine.guest().vmbus().version());
        }
    }
}
