package viridian.emulated.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import viridian.emulated.device.Csr;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.driver.TulipDriver;
import viridian.partitions.ExitKind;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestMemory;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.ProcessorThread;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Station;

/** Our own driver in a partition of ours, and its adapters at the other end of sockets, as QEMU's guests have them. */
@Timeout(60)
class ProxiedBoardIT {

    private static final int SLOT = 4;
    private static final int TRANSMIT_SUSPENDED = 6;
    private static final MacAddress FIRST = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress SECOND = MacAddress.parse("00-15-5D-00-00-02");

    @TempDir
    private Path directory;

    private LegacyBoard there;
    private ProxiedBoard here;
    private Hypervisor hypervisor;
    private Partition guest;
    private final List<ProxiedDevice> devices = new ArrayList<>();
    private final List<TulipDriver> drivers = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException {
        List<Dec21140Settings> settings = List.of(Dec21140Settings.of(FIRST), Dec21140Settings.of(SECOND));
        there = LegacyBoard.open(directory, 4 << 20, settings);
        here = ProxiedBoard.connect(directory, 2);
        hypervisor = new Hypervisor(ProcessorThread::new);
        GuestMemory memory = GuestMemory.shared(LegacyBoard.memory(directory));
        guest = hypervisor.createChild(hypervisor.root(), "guest", memory, 1);
        for (int i = 0; i < 2; i++) {
            int function = i;
            devices.add(guest.pci().plug(SLOT, function, (_, line) -> here.device(function, line)));
        }
        probe();
        Dec21140 first = there.adapters().getFirst();
        Dec21140 second = there.adapters().getLast();
        first.start(second);
        second.start(first);
    }

    private void probe() {
        GuestAllocator allocator = new GuestAllocator(guest.memory());
        drivers.clear();
        drivers.add(onProcessor(() -> TulipDriver.probe(guest, allocator, SLOT, 0)));
        drivers.add(onProcessor(() -> TulipDriver.probe(guest, allocator, SLOT, 1)));
    }

    @AfterEach
    void end() throws IOException {
        here.close();
        hypervisor.close();
        there.close();
    }

    @Test
    void framesGoOutByOneAdapterAndComeInByTheOther() {
        speakBothWays();
        assertTrue(guest.exits().count(ExitKind.IO_PORT) > 18_000, "probing alone reads two serial ROMs bit by bit");
    }

    private void speakBothWays() {
        Station one = opened(0);
        Station other = opened(1);
        for (int i = 1; i <= 300; i++) {
            int length = 60 + i * 4;
            assertTrue(onProcessor(() ->
                    one.says(FrameBuilder.frame(FIRST, SECOND).length(length).build())));
            int heard = i;
            await().pollInterval(Duration.ofMillis(1)).until(() -> other.heard().size() == heard);
            assertEquals(length, other.heard().getLast().length());
        }
        assertTrue(
                onProcessor(() -> other.says(FrameBuilder.frame(SECOND, FIRST).build())));
        await().until(() -> one.heard().size() == 1);
    }

    /** On an open adapter, which hears its own address once it has taken its setup frame: on a thread of its own. */
    private Station opened(int function) {
        Station station = onProcessor(() -> new Station(drivers.get(function)));
        Dec21140 adapter = there.adapters().get(function);
        await().until(() -> (adapter.ioRead(0, Csr.STATUS * 8, 4) >> 20 & 7) == TRANSMIT_SUSPENDED);
        return station;
    }

    @Test
    void theBusPlacesItAsAnyOtherDevice() {
        assertEquals(FIRST, drivers.getFirst().address());
        assertEquals(SECOND, drivers.getLast().address());
        for (int function = 0; function < 2; function++) {
            int at = function;
            int pins = onProcessor(() -> guest.pci().configRead(SLOT, at, ConfigurationSpace.INTERRUPT_LINE, 4));
            assertEquals(0x31 + function - 1, pins & 0xFF, "our vectors");
            assertEquals(1 + function, pins >> 8 & 0xFF, "INTA, INTB");
        }
    }

    @Test
    void afterAResetItIsFoundAndWorksAgain() {
        guest.pci().reset();
        probe();
        speakBothWays();
    }

    @Test
    void aDriverWhoseAdapterIsGoneIsAnsweredAndGoesOn() throws IOException {
        Station one = onProcessor(() -> new Station(drivers.getFirst()));
        there.close();
        assertTrue(onProcessor(() -> one.says(FrameBuilder.frame(FIRST, SECOND).build())), "into its ring");
        await().until(() -> devices.getFirst().isGone());
        assertFalse(devices.getLast().isGone(), "nobody has asked it");
        assertEquals(-1, onProcessor(() -> guest.pci().configRead(SLOT, 0, ConfigurationSpace.VENDOR, 4)));
        onProcessor(() -> {
            drivers.getFirst().close();
            return true;
        });
    }

    private <T> T onProcessor(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, guest.processor(0))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
