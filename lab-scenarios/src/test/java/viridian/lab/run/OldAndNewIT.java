package viridian.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.Form;
import viridian.lab.check.Price;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.host.qemu.NeedsGuestKernel;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** Simulated guests, real machines and a namespace on one network: everything real there is, together. */
@NeedsRoot
@NeedsTool({"qemu-system-x86_64", "busybox", "perl", "ip", "ping", "tcpdump"})
@NeedsGuestKernel
class OldAndNewIT {

    @TempDir
    private Path folder;

    @Test
    void everybodyReachesEverybodyAndPaysByTheAgeOfTheAdapter() throws Exception {
        Scenario scenario = OwnLab.of(ScenarioCatalogue.load("old-and-new").scenario());
        RunResult result = new ScenarioRun(scenario, Form.REAL, folder, new Tells()).run();
        Verdicts.assertAsExpected(result);

        Map<String, Price> prices = result.layouts().getFirst().prices().stream()
                .collect(Collectors.toMap(price -> price.adapter().host(), price -> price));
        assertTrue(accesses(prices, "legacy") > accesses(prices, "synthetic"), prices::toString);
        assertTrue(accesses(prices, "tulip") > 0, prices::toString);
        assertTrue(prices.values().stream().allMatch(price -> price.in().frames() >= 450), prices::toString);
        assertTrue(
                prices.values().stream()
                        .allMatch(price -> price.roundTripMillis().isPresent()),
                prices::toString);
        assertTrue(prices.values().stream().allMatch(OldAndNewIT::hasTimes), prices::toString);
        assertTrue(hasInterrupts(prices, "synthetic") && hasInterrupts(prices, "legacy"), prices::toString);
        assertTrue(hasInterrupts(prices, "tulip") && hasInterrupts(prices, "virtio"), prices::toString);

        assertEquals(List.of(), OwnLab.traces());
        try (var files = Files.list(folder)) {
            long consoles = files.filter(file -> ("" + file.getFileName()).startsWith("console-"))
                    .count();
            assertEquals(2, consoles);
        }
    }

    private static boolean hasTimes(Price price) {
        return price.in().nanos().orElse(0) > 0 && price.out().nanos().orElse(0) > 0;
    }

    /** Whoever hears frames was interrupted for some of them. */
    private static boolean hasInterrupts(Map<String, Price> prices, String host) {
        Price price = prices.get(host);
        return price != null && price.in().interrupts().orElse(0) > 0;
    }

    private static double accesses(Map<String, Price> prices, String host) {
        Price price = prices.get(host);
        return price == null ? 0 : price.out().accesses().orElse(0);
    }

    /** The time a machine takes to start is a measure. */
    private static final class Tells extends Quiet {

        @Override
        public void isUp(Layout layout, long nanos, Map<String, Duration> machines) {
            machines.forEach(
                    (name, took) -> System.out.printf("machine %s healthy after %d ms%n", name, took.toMillis()));
        }
    }
}
