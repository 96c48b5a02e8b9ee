package viridian.lab.host.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import viridian.lab.host.linux.MachineRoom;

/** How a machine's processor is made. */
public enum Accelerator {
    /** By the host's kernel. */
    KVM,
    /** By QEMU itself, instruction for instruction. */
    TCG;

    private static final Path DEVICE = Path.of("/dev/kvm");

    /** Another one each time the host starts, and what was found out before holds no more. */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** A kernel under KVM says its first word within half a second: our choice is some times that. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int LOOK_MILLIS = 20;

    /** As QEMU's option -accel has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The faster one that works here. A device that can be opened is no proof: under some hypervisors a guest on it never
     * runs. So a kernel is started on it once after each start of the host, and has to say something.
     */
    public static synchronized Accelerator best(GuestFiles files) throws IOException {
        if (!Files.isReadable(DEVICE) || !Files.isWritable(DEVICE)) return TCG;
        Path known = files.directory().resolve("accelerator");
        String now = Files.readString(BOOT).strip();
        if (Files.isReadable(known) && Files.readString(known).startsWith(now))
            return Files.readString(known).strip().endsWith(KVM.word()) ? KVM : TCG;
        Accelerator found = kvmRuns(files) ? KVM : TCG;
        if (Files.isWritable(files.directory())) Files.writeString(known, now + " " + found.word() + "\n");
        return found;
    }

    private static boolean kvmRuns(GuestFiles files) throws IOException {
        try (MachineRoom room = MachineRoom.open("accelerator")) {
            Path console = room.place("kvm", "console");
            MachineSettings settings = MachineSettings.named("kvm", console)
                    .withAccelerator(KVM)
                    .withBoot(new MachineSettings.Boot.Kernel(files.kernel(), "earlyprintk=serial,ttyS0"));
            Process process = room.start("kvm", settings.command(), room.place("kvm", "words"));
            return speaks(process, console);
        }
    }

    private static boolean speaks(Process process, Path console) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (Files.exists(console) && Files.size(console) > 0) return true;
            pause(process);
        }
        return false;
    }

    private static void pause(Process process) throws IOException {
        try {
            process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an accelerator was tried", e);
        }
    }
}
