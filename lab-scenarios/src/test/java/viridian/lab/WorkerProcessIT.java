package viridian.lab;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.lab.host.AdapterMeter.Access.REGISTER_READ;
import static viridian.lab.host.AdapterMeter.Access.REGISTER_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import viridian.lab.host.AdapterMeter;
import viridian.lab.host.GuestObserver;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Guest;
import viridian.lab.topology.Topology;
import viridian.partitions.Partition;

/** A legacy guest whose adapter's model runs in a process of its own, beside others that run in this one. */
@Timeout(90)
class WorkerProcessIT {

    private final List<AdapterMeter> meters = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    private final class Watch implements GuestObserver {
        @Override
        public void born(Partition guest) {}

        @Override
        public void plugged(AdapterMeter adapter) {
            meters.add(adapter);
        }

        @Override
        public void workerEnded(String sentence) {
            told.add(sentence);
        }
    }

    /** Nothing of a worker stays: no process, no file. */
    @AfterEach
    void nothingIsLeft() throws IOException {
        await().until(() -> ProcessHandle.current().children().noneMatch(WorkerProcessIT::isWorker));
        assertEquals(List.of(), rooms());
    }

    /** By its program: a command line with a long class path is not told by Java. */
    private static boolean isWorker(ProcessHandle process) {
        return process.isAlive() && process.info().command().orElse("").endsWith("/java");
    }

    private static List<Path> rooms() throws IOException {
        try (var files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(room -> Files.isDirectory(room.resolve("far.worker")))
                    .toList();
        }
    }

    @Test
    void aGuestReachesOthersByItsWorkerAndTheSwitchHasItsPrice() throws Exception {
        try (Lab lab = Lab.start(plan(), Form.EMBEDDED, null, new Watch())) {
            assertEquals(1, rooms().size());
            assertTrue(reaches(lab, "far", "near"));
            assertTrue(reaches(lab, "near", "far"));
            assertTrue(reaches(lab, "far", "parent"));
            AdapterMeter far = meter("far");
            AdapterMeter near = meter("near");
            assertTrue(far.answeredBy().matches("worker process [0-9]+"), far.answeredBy());
            assertEquals("in process", near.answeredBy());
            assertTrue(
                    far.frames() >= near.frames() && far.frames() <= near.frames() + 8,
                    "the same pings, and the parent's");
            assertTrue(far.count(REGISTER_READ) > 4_000, "the serial ROM is read bit by bit");
            assertTrue(mean(far) > 3 * mean(near), "%d ns, in this process %d ns".formatted(mean(far), mean(near)));
        }
        assertEquals(List.of(), told);
    }

    @Test
    void aWorkerThatIsKilledIsToldAndTheOthersGoOn() throws Exception {
        try (Lab lab = Lab.start(plan(), Form.EMBEDDED, null, new Watch())) {
            assertTrue(reaches(lab, "far", "near"));
            String answered = meter("far").answeredBy();
            long pid = pid(answered);
            assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
            await().until(() -> !told.isEmpty());
            assertEquals(
                    "worker process " + pid
                            + " of guest far was ended by signal 9: its legacy adapters answer no more; "
                            + "bring the lab up anew to have them again",
                    told.getFirst());
            assertFalse(reaches(lab, "near", "far"));
            assertFalse(reaches(lab, "far", "near"));
            assertTrue(reaches(lab, "near", "parent"));
        }
    }

    /** What was asked when it was stopped is never answered: the guest goes on without its adapter, and the lab ends. */
    @Test
    void aWorkerThatIsStoppedIsTakenForGone() throws Exception {
        try (Lab lab = Lab.start(plan(), Form.EMBEDDED, null, new Watch())) {
            assertTrue(reaches(lab, "far", "near"));
            long pid = pid(meter("far").answeredBy());
            stop(pid);
            // Whoever asks nothing waits for nobody: an access has to be under way.
            await().atMost(Duration.ofSeconds(60)).until(() -> !reaches(lab, "far", "near") && !told.isEmpty());
            assertEquals(
                    "worker process " + pid
                            + " of guest far was ended because it had not answered for 8 s, as if it was stopped: "
                            + "its legacy adapters answer no more; bring the lab up anew to have them again",
                    told.getFirst());
            assertFalse(reaches(lab, "near", "far"));
            assertTrue(reaches(lab, "near", "parent"));
        }
        assertEquals(1, told.size(), "it is told once");
    }

    private static void stop(long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -STOP " + pid).start();
        assertEquals(0, kill.waitFor());
    }

    private static long pid(String answeredBy) {
        return Long.parseLong(answeredBy.substring(answeredBy.lastIndexOf(' ') + 1));
    }

    private static Topology plan() {
        return Topology.named("workers")
                .network("lan", network -> {})
                .parent(
                        "parent",
                        host -> host.adapter("net", at -> at.network("lan").address("10.0.0.1/24")))
                .child(
                        "far",
                        host -> host.guest(Guest.USUAL.withOwnWorker())
                                .adapter(
                                        "net",
                                        at -> at.network("lan")
                                                .type(AdapterType.LEGACY)
                                                .address("10.0.0.11/24")))
                .child(
                        "near",
                        host -> host.adapter(
                                "net",
                                at -> at.network("lan").type(AdapterType.LEGACY).address("10.0.0.12/24")))
                .build();
    }

    private static boolean reaches(Lab lab, String from, String to) throws IOException, InterruptedException {
        var ping = new Action.Ping(
                new AdapterName(from, "net"), new AdapterName(to, "net"), Action.Ping.DEFAULT_SIZE, false, 1, 1.5);
        return new Traffic(lab).ping(ping).answered() == 1;
    }

    private AdapterMeter meter(String host) {
        return meters.stream()
                .filter(one -> one.adapter().equals(new AdapterName(host, "net")))
                .findFirst()
                .orElseThrow();
    }

    private static long mean(AdapterMeter meter) {
        long count = meter.count(REGISTER_READ) + meter.count(REGISTER_WRITE);
        return (meter.nanos(REGISTER_READ) + meter.nanos(REGISTER_WRITE)) / count;
    }
}
