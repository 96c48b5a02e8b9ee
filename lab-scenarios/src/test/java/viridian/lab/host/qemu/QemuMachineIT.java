package viridian.lab.host.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.host.linux.MachineRoom;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsTool;

/** A real machine without adapters: its start, its shell, its end. */
@NeedsTool({"qemu-system-x86_64", "busybox"})
@NeedsGuestKernel
class QemuMachineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void itRunsCommandsAndSaysWhoEndedItAndLeavesNothing() throws Exception {
        Path directory;
        ProcessHandle process;
        try (MachineRoom room = MachineRoom.open("machine-test")) {
            directory = room.directory();
            try (QemuMachine machine = QemuMachine.start(settings(room, "echo set up >/tmp/proof"), room)) {
                machine.awaitHealthy(PATIENCE);
                process = ProcessHandle.of(machine.pid()).orElseThrow();
                assertEquals(new ProcessResult(0, "set up\n", ""), machine.run("cat /tmp/proof", PATIENCE));
                assertEquals(
                        new ProcessResult(3, "out\n", "err\n"),
                        machine.run("echo out; echo err >&2; exit 3", PATIENCE));
                assertEquals(
                        ProcessResult.TIMED_OUT,
                        machine.run("sleep 600", Duration.ofMillis(50)).exit());
                assertEquals(
                        100_000,
                        machine.run("yes | head -c 100000", PATIENCE).out().length());

                process.destroyForcibly();
                String sentence = ""
                        + assertThrows(IOException.class, () -> machine.run("sleep 600", PATIENCE))
                                .getMessage();
                assertTrue(sentence.startsWith("machine 'hal' has ended by itself"), sentence);
                assertTrue(Files.exists(machine.console()));
            }
        }
        assertFalse(process.isAlive());
        assertFalse(Files.exists(directory));
    }

    @Test
    void whatItCannotSetUpIsToldInASentence() throws Exception {
        String setup = "adapter net0 00:15:5d:00:00:01 1500 10.0.0.1/24";
        try (MachineRoom room = MachineRoom.open("machine-test");
                QemuMachine machine = QemuMachine.start(settings(room, setup), room)) {
            String sentence = ""
                    + assertThrows(IOException.class, () -> machine.awaitHealthy(PATIENCE))
                            .getMessage();
            assertTrue(sentence.contains("no driver has taken the adapter net0, 00:15:5d:00:00:01"), sentence);
        }
    }

    private MachineSettings settings(MachineRoom room, String setup) throws IOException {
        GuestFiles files = GuestFiles.find();
        Path image = room.place("hal", "image");
        GuestImage.of(files).modules(List.of("8021q")).setup(setup).write(image);
        return MachineSettings.named("hal", folder.resolve("hal.console"))
                .withBoot(new MachineSettings.Boot.KernelAndImage(files.kernel(), image, MachineSettings.QUIET));
    }
}
