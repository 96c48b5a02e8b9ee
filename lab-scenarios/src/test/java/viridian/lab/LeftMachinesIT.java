package viridian.lab;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import viridian.lab.host.linux.Leftovers;
import viridian.lab.host.qemu.NeedsGuestKernel;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.testing.NeedsTool;

/** Labs with a real machine whose process is killed: the machine goes with it, and what is left is found and removed. */
@NeedsTool({"qemu-system-x86_64", "busybox", "perl"})
@NeedsGuestKernel
@Timeout(90)
class LeftMachinesIT {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final String lab = "doomed-" + ProcessHandle.current().pid();

    /** Of a test that failed, too. */
    @AfterEach
    void tidyUp() throws IOException {
        Optional<Leftovers.DeadLab> dead = dead();
        if (dead.isPresent()) dead.get().clean();
    }

    @Test
    void aMachineThatIsUpEndsWithItsLab() throws Exception {
        List<ProcessHandle> programs = kill(1);
        assertTrue(programs.size() >= 2, "QEMU and who watches over it");
        assertNothingRunsAndTheRestIsRemoved(programs);
    }

    @Test
    void aMachineThatIsStartingEndsWithItsLab() throws Exception {
        assertNothingRunsAndTheRestIsRemoved(kill(0));
    }

    private void assertNothingRunsAndTheRestIsRemoved(List<ProcessHandle> programs) throws IOException {
        await().atMost(SOON).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));

        Leftovers.DeadLab dead = dead().orElseThrow();
        List<String> remedies = dead.remedies();
        assertEquals("ends machine box", remedies.getFirst());
        Path room = Path.of(remedies.getLast().substring("removes ".length()));
        assertTrue(Files.exists(room.resolve("box.image")), () -> "" + room);
        dead.clean();
        assertFalse(Files.exists(room));
        assertEquals(Optional.empty(), dead());
    }

    private Optional<Leftovers.DeadLab> dead() throws IOException {
        return Leftovers.ofThisMachine().find().stream()
                .filter(dead -> dead.id().startsWith(lab))
                .findFirst();
    }

    /**
     * A lab in a Java of its own, killed so that it can tidy up nothing.
     *
     * @param words it says before: none, while its machine starts; one, once that is up
     * @return the programs it had begun
     */
    private List<ProcessHandle> kill(int words) throws Exception {
        Process doomed = Command.start(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DoomedMachine.class.getName(),
                lab));
        try (BufferedReader out = doomed.inputReader();
                BufferedReader err = doomed.errorReader()) {
            for (int i = 0; i < words; i++)
                if (out.readLine() == null)
                    throw new IOException(String.join("\n", err.lines().toList()));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> doomed.descendants().anyMatch(LeftMachinesIT::isQemu));
            return doomed.descendants().toList();
        } finally {
            doomed.destroyForcibly();
            doomed.waitFor();
        }
    }

    private static boolean isQemu(ProcessHandle process) {
        return process.info().command().orElse("").contains("qemu-system");
    }
}
