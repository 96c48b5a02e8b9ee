package viridian.lab.host;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import viridian.emulated.device.Csr;
import viridian.lab.Form;
import viridian.lab.Lab;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Topology;
import viridian.partitions.Partition;
import viridian.partitions.pci.ConfigurationSpace;

/** Time passes for the legacy adapters of simulated guests, by the lab's one clock. */
@Timeout(60)
class OscillatorIT {

    private static final int SHORT_COUNT = 10;
    private static final int LONGEST_COUNT = 0xFFFF;
    private static final int PORT_FLAGS = 0x3;

    private final List<Partition> guests = new CopyOnWriteArrayList<>();

    private final class Watch implements GuestObserver {
        @Override
        public void born(Partition guest) {
            guests.add(guest);
        }
    }

    @Test
    void aGuestsTimerRunsOutAndRunsOutAgain() throws Exception {
        try (Lab _ = Lab.start(plan(), Form.EMBEDDED, null, new Watch())) {
            for (Partition guest : guests) {
                // So that the guest's own driver leaves the cause to us.
                write(guest, Csr.INTERRUPT_ENABLE, 0);
                write(guest, Csr.TIMER, Csr.TIMER_CONTINUOUS | SHORT_COUNT);
                for (int round = 0; round < 3; round++) {
                    await().until(() -> (read(guest, Csr.STATUS) & Csr.TIMER_EXPIRED) != 0);
                    write(guest, Csr.STATUS, Csr.TIMER_EXPIRED);
                }
            }
        }
    }

    @Test
    void aTimerThatIsStillRunningEndsWithTheLabAndSoDoesEveryThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Lab _ = Lab.start(plan(), Form.EMBEDDED, null, new Watch())) {
            assertEquals(2, guests.size());
            for (Partition guest : guests) write(guest, Csr.TIMER, LONGEST_COUNT);
            for (Partition guest : guests) assertTrue((read(guest, Csr.TIMER) & LONGEST_COUNT) > 0);
            assertEquals(1, tickers(before), "one for the lab, not one for each adapter");
        }
        await().until(() -> tickers(before) == 0);
    }

    private static long tickers(Set<Thread> before) {
        Set<Thread> now = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .collect(Collectors.toSet());
        return now.stream()
                .filter(thread -> thread.getName().matches(".*(ticker|timer).*"))
                .count();
    }

    private static Topology plan() {
        return Topology.named("clocks")
                .network("lan", network -> {})
                .child(
                        "one",
                        host -> host.adapter(
                                "net",
                                at -> at.network("lan").type(AdapterType.LEGACY).address("10.0.0.1/24")))
                .child(
                        "two",
                        host -> host.adapter(
                                "net",
                                at -> at.network("lan").type(AdapterType.LEGACY).address("10.0.0.2/24")))
                .build();
    }

    private static int read(Partition guest, int register) {
        return onProcessor(guest, () -> guest.pci().in(firstPort(guest) + Csr.offset(register), 4));
    }

    private static void write(Partition guest, int register, int value) {
        onProcessor(guest, () -> {
            guest.pci().out(firstPort(guest) + Csr.offset(register), 4, value);
            return value;
        });
    }

    private static int firstPort(Partition guest) {
        return guest.pci().configRead(LegacyAdapters.SLOT, 0, ConfigurationSpace.BAR_0, 4) & ~PORT_FLAGS;
    }

    private static <T> T onProcessor(Partition guest, Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, guest.processor(0)).join();
    }
}
