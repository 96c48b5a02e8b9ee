package viridian.lab.host.worker;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.proxy.LegacyBoard;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.SocketNic;

/**
 * The worker process of one partition, as Hyper-V has one for each (vmwp.exe): the models of its legacy adapters, and nothing else.
 * The guest's processor asks by the sockets of a {@link LegacyBoard}, as QEMU's would; frames go by a socket for each adapter. It
 * lives as long as the lab: a lab that is gone, however it went, is noticed, and everything here goes too.
 *
 * <p>Words: the private directory, the lab's process, bytes of memory, the processor of the computer to answer on or {@link
 * #ANY}, and the adapters' addresses, function 0 first.
 */
public final class WorkerMain {

    static final String ANY = "any";

    private WorkerMain() {}

    /** The program. */
    public static void main(String[] words) throws IOException {
        Path directory = Path.of(words[0]);
        Optional<ProcessHandle> lab = ProcessHandle.of(Long.parseLong(words[1]));
        List<MacAddress> addresses =
                Arrays.stream(words).skip(4).map(MacAddress::parse).toList();
        try (LegacyBoard board = board(directory, Long.parseLong(words[2]), addresses)) {
            if (!words[3].equals(ANY)) board.share(OptionalInt.of(Integer.parseInt(words[3])));
            for (int function = 0; function < addresses.size(); function++) {
                join(board.adapters().get(function), cable(directory, function));
            }
            Files.createFile(ready(directory));
            lab.ifPresent(parent -> parent.onExit().join());
        }
        tidy(directory);
        // Sockets' threads run on and have nothing to do any more.
        Runtime.getRuntime().halt(0);
    }

    private static LegacyBoard board(Path directory, long memoryBytes, List<MacAddress> addresses) throws IOException {
        return LegacyBoard.open(
                directory,
                memoryBytes,
                addresses.stream().map(Dec21140Settings::of).toList());
    }

    private static void join(Dec21140 adapter, Path cable) throws IOException {
        SocketNic frames = SocketNic.listen(UnixDomainSocketAddress.of(cable));
        adapter.start(frames);
        frames.start(adapter);
    }

    /** Where frames of one adapter come and go. */
    static Path cable(Path directory, int function) {
        return directory.resolve("cable" + function);
    }

    /** Is there as soon as everything is. */
    static Path ready(Path directory) {
        return directory.resolve("ready");
    }

    /** The lab could not: its own directory goes with the last worker in it. */
    private static void tidy(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
            Path room = directory.getParent();
            if (room != null) Files.deleteIfExists(room);
        } catch (IOException others) {
            // There are other workers in it, or their outputs; lab doctor finds what is left.
        }
    }
}
