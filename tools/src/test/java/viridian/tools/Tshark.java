package viridian.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;

/** Wireshark's own reader, which must have nothing to complain about. */
final class Tshark {

    private Tshark() {}

    /** The packets of a file that pass a display filter: interface, tab, comment. */
    static List<String> packets(Path file, String filter, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-Y", filter));
        command.addAll(List.of("-T", "fields", "-e", "frame.interface_name", "-e", "frame.comment"));
        command.addAll(List.of(options));
        ProcessResult read = Command.run(command, Duration.ofSeconds(60));
        assertEquals(
                List.of(),
                read.err()
                        .lines()
                        .filter(line -> !line.startsWith("Running as user \"root\""))
                        .toList());
        assertEquals(0, read.exit());
        return read.out().lines().toList();
    }
}
