package viridian.lab.host.qemu;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    /** The libraries a program needs, where they are here. */
    static List<Path> libraries(Path program) throws IOException {
        ProcessResult listed = Command.run(List.of("ldd", program.toString()), PATIENCE);
        return LIBRARY.matcher(listed.out())
                .results()
                .map(found -> Path.of(found.group(1)))
                .toList();
    }

    /**
     * Where a program is here.
     *
     * @throws EnvironmentLacks if it is not; the message names the Debian package
     */
    static Path path(String program) throws EnvironmentLacks {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(path)
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> EnvironmentLacks.program(program, Command.packageOf(program)));
    }
}
