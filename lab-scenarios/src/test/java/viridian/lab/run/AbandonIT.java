package viridian.lab.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.lab.Form;
import viridian.lab.host.qemu.NeedsGuestKernel;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Check;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;
import viridian.lab.topology.Topology;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** Runs that are told to end, as by a shutdown hook: from another thread, at any moment. */
class AbandonIT {

    private static final AdapterName DESK = new AdapterName("desk", "eth");
    private static final AdapterName WEB = new AdapterName("web", "net");

    private static final Topology PLAN = Topology.named("abandoned")
            .nic("nic0")
            .nic("nic1")
            .network("lan", network -> network.external("nic0"))
            .network("wan", network -> network.external("nic1"))
            .child("web", host -> host.adapter("net", at -> at.network("lan").address("10.0.0.11/24")))
            .machine("desk", host -> host.adapter("eth", at -> at.wire("nic0").address("10.0.0.50/24")))
            .machine("inside", host -> host.adapter("eth", at -> at.network("wan")))
            .build();

    private static final Topology MACHINES = Topology.named("abandoned")
            .network("lan", network -> {})
            .qemu("old", host -> host.adapter("net", at -> at.network("lan").type(AdapterType.LEGACY)))
            .qemu("new", host -> host.adapter("net", at -> at.network("lan").type(AdapterType.VIRTIO)))
            .build();

    private static final Action.Ping PING = new Action.Ping(DESK, WEB, 56, true, 3, 1);

    @TempDir
    private Path folder;

    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch begins = new CountDownLatch(1);

    private final Progress latches = new Quiet() {
        @Override
        public void begins(Layout layout) {
            begins.countDown();
        }

        @Override
        public void tries(String claim) {
            atWork.countDown();
        }
    };

    @Test
    void aRunThatWaitsIsEndedAndItsCaptureIsWhole() throws Exception {
        ScenarioRun run = run(Form.EMBEDDED, new Action.Wait(600));
        CompletableFuture<RunResult> result = start(run);
        assertTrue(atWork.await(10, TimeUnit.SECONDS));
        run.abandon();
        assertInterrupted(result);
        // Three requests and as many answers, each seen at two ports of the network.
        assertEquals(
                12,
                CaptureReader.pcapng(folder.resolve(ScenarioRun.CAPTURE)).stream()
                        .filter(packet -> packet.bytes().getShort(12) == 0x0800)
                        .count());
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("lab-ticker")));
    }

    @Test
    void aRunThatIsAbandonedBeforeItBeginsNeverDoes() throws IOException {
        ScenarioRun run = run(Form.EMBEDDED);
        run.abandon();
        assertThrows(InterruptedException.class, run::run);
        assertFalse(Files.exists(folder.resolve(ScenarioRun.CAPTURE)));
    }

    @Test
    void whoAbandonsARunThatHasEndedNeedNotWait() throws Exception {
        ScenarioRun run = run(Form.EMBEDDED);
        assertTrue(run.run().holds());
        run.abandon();
    }

    @Test
    void anInterruptEndsARunAsWell() throws Exception {
        Thread worker = Thread.currentThread();
        try (var executor = Executors.newSingleThreadExecutor()) {
            executor.execute(() -> {
                awaitWork();
                worker.interrupt();
            });
            assertThrows(InterruptedException.class, run(Form.EMBEDDED, new Action.Wait(600))::run);
        }
    }

    private void awaitWork() {
        try {
            atWork.await();
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** Moments from before the first namespace is made until long after the last. */
    @ParameterizedTest
    @ValueSource(ints = {0, 20, 60, 120, 200, 300, 400, 500, 700, 1000, 1500})
    @NeedsRoot
    @NeedsTool({"ip", "ping", "tcpdump"})
    void aRealRunThatIsEndedWhileItIsBuiltOrAtWorkLeavesNothing(int millis) throws Exception {
        Action.Exec exec = new Action.Exec("desk", "ping -i 0.2 10.0.0.11");
        ScenarioRun run = run(Form.REAL, exec);
        CompletableFuture<RunResult> result = start(run);
        assertTrue(begins.await(10, TimeUnit.SECONDS));
        Thread.sleep(millis);
        run.abandon();
        assertEquals(List.of(), OwnLab.traces());
        assertInterrupted(result);
    }

    /** Moments from before the first machine's room is made until all machines start. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 15, 30, 60, 100, 150, 200, 300, 450, 700, 2000})
    @NeedsTool({"qemu-system-x86_64", "busybox", "perl", "ping"})
    @NeedsGuestKernel
    void aRunThatIsEndedWhileItsMachinesStartLeavesNothing(int millis) throws Exception {
        Set<Path> before = rooms();
        ScenarioRun run = run(new Layout(MACHINES, List.of(), List.of()), Form.EMBEDDED);
        CompletableFuture<RunResult> result = start(run);
        assertTrue(begins.await(10, TimeUnit.SECONDS));
        Thread.sleep(millis);
        run.abandon();
        assertEquals(List.of(), OwnLab.traces());
        assertEquals(
                List.of(),
                ProcessHandle.current()
                        .descendants()
                        .filter(AbandonIT::isOfAMachine)
                        .toList());
        assertEquals(before, rooms());
        assertInterrupted(result);
    }

    private static Set<Path> rooms() throws IOException {
        try (var files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(file -> ("" + file.getFileName()).startsWith("viridian-lab-"))
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isOfAMachine(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("qemu-system");
    }

    private static void assertInterrupted(CompletableFuture<RunResult> result) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> result.get(10, TimeUnit.SECONDS));
        assertInstanceOf(InterruptedException.class, failed.getCause(), () -> "" + failed.getCause());
    }

    private static CompletableFuture<RunResult> start(ScenarioRun run) {
        CompletableFuture<RunResult> result = new CompletableFuture<>();
        Thread.ofPlatform().name("run").start(() -> {
            try {
                result.complete(run.run());
            } catch (IOException | InterruptedException | RuntimeException failed) {
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    private ScenarioRun run(Form form, Action... meanwhile) {
        Check listens = new Check.HearsOnly(
                "web hears its own unicast only", Set.of(WEB), true, Optional.empty(), List.of(meanwhile));
        return run(new Layout(PLAN, List.of(PING), List.of(listens)), form);
    }

    private ScenarioRun run(Layout layout, Form form) {
        Scenario scenario = new Scenario("abandoned", "", List.of(layout), new Expectation.AllHold());
        return new ScenarioRun(OwnLab.of(scenario), form, folder, latches);
    }
}
