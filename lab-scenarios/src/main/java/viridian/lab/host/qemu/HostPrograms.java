package viridian.lab.host.qemu;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.EnvironmentLacks;
import viridian.vswitch.nic.linux.ProcessResult;

/** Programs of this machine that a guest is given. */
final class HostPrograms {

    /** As ldd(1) writes them: "name => /path (address)", or the loader's path alone. */
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private HostPrograms() {}

    /** One that needs no libraries, from Debian's busybox-static. */
    static Path busybox() throws EnvironmentLacks {
        return path("busybox").orElseThrow(() -> EnvironmentLacks.program("busybox", "busybox-static"));
    }

    /** A program and the libraries it needs, at the paths they have here. */
    static List<Path> withLibraries(String name) throws IOException {
        Path program = path(name).orElseThrow(() -> EnvironmentLacks.program(name, Command.packageOf(name)));
        List<Path> all = new ArrayList<>(List.of(program));
        ProcessResult libraries = Command.run(List.of("ldd", program.toString()), PATIENCE);
        LIBRARY.matcher(libraries.out())
                .results()
                .map((MatchResult found) -> Path.of(found.group(1)))
                .forEach(all::add);
        return all;
    }

    private static Optional<Path> path(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(path)
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
