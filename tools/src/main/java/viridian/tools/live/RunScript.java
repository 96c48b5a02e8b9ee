package viridian.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import viridian.emulated.proxy.LegacyBoard;

/** A file that starts a machine which has a board of ours, whatever else it is told: for people at a shell. */
final class RunScript {

    /** Without QEMU's own cards, which would have the interrupts of ours, and with no window. */
    private static final List<String> USUAL =
            List.of("-accel", "tcg", "-nodefaults", "-no-user-config", "-display", "none");

    private RunScript() {}

    /** Writes it. Two machines in one memory would each break the other's, so it takes a lock, which goes with its process. */
    static void write(Path script, Path directory, LegacyBoard board) throws IOException {
        String command = board.launchByHand("qemu-system-x86_64", USUAL).stream()
                .map(RunScript::quoted)
                .collect(Collectors.joining(" "));
        Files.createFile(script, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(script, """
                        #!/bin/sh
                        # Starts QEMU with our legacy adapter; what is written behind it is for QEMU.
                        exec 9<%s
                        flock --nonblock 9 || { echo "$0: its machine is running already" >&2; exit 69; }
                        exec %s "$@"
                        """.formatted(quoted(directory.toString()), command));
    }

    /** A word as a shell reads it, if it has to be quoted at all. */
    static String word(String text) {
        return text.matches("[\\w./+:@-]+") ? text : quoted(text);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
