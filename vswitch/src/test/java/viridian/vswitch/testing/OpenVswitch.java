package viridian.vswitch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;

/**
 * An Open vSwitch of a test's own in a namespace, forwarding in user space: its database, sockets and log are in a directory
 * of its own, and go with it.
 */
public final class OpenVswitch implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema";

    private final String namespace;
    private final Path directory;
    private final List<Process> daemons = new ArrayList<>();

    private OpenVswitch(String namespace, Path directory) {
        this.namespace = namespace;
        this.directory = directory;
    }

    public static OpenVswitch startIn(String namespace) throws IOException {
        OpenVswitch vswitch = new OpenVswitch(namespace, Files.createTempDirectory("ovs"));
        try {
            vswitch.start();
        } catch (IOException | RuntimeException failed) {
            vswitch.close();
            throw failed;
        }
        return vswitch;
    }

    private void start() throws IOException {
        run("ovsdb-tool", "create", file("conf.db"), SCHEMA);
        daemon(
                "ovsdb-server",
                file("conf.db"),
                "--remote=punix:" + file("db.sock"),
                "--unixctl=" + file("db.ctl"),
                "--log-file=" + file("db.log"));
        await("db.sock");
        vsctl("--no-wait", "init");
        daemon(
                "ovs-vswitchd",
                "unix:" + file("db.sock"),
                "--unixctl=" + file("vs.ctl"),
                "--log-file=" + file("vs.log"),
                "--disable-system");
        await("vs.ctl");
    }

    private void daemon(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(List.of("env", "OVS_RUNDIR=" + directory, "OVS_LOGDIR=" + directory));
        command.addAll(List.of(words));
        command.add("-vconsole:off");
        daemons.add(Command.start(command));
    }

    private void await(String name) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(directory.resolve(name))) {
            if (System.nanoTime() > end) throw new IOException("Open vSwitch did not make its " + name);
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Open vSwitch started", e);
        }
    }

    /** A bridge; settings are columns of its row: {@code rstp_enable=true}. */
    public void addBridge(String name, String... settings) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("add-br", name, "--", "set", "bridge", name, "datapath_type=netdev"));
        words.addAll(List.of(settings));
        vsctl(words.toArray(String[]::new));
    }

    /** Puts an interface of the namespace into a bridge. */
    public void addPort(String bridge, String interfaceName) throws IOException {
        vsctl("add-port", bridge, interfaceName);
    }

    public String vsctl(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--db=unix:" + file("db.sock"), "--timeout=10"));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    /** Asks the daemon: {@code rstp/show br0}. */
    public String appctl(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ovs-appctl", "--timeout=10", "-t", file("vs.ctl")));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    private static String run(String... command) throws IOException {
        ProcessResult result = Command.run(List.of(command), PATIENCE);
        if (!result.succeeded()) throw new IOException(String.join(" ", command) + ": " + result.err());
        return result.out();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Ends the daemons, by the processes started here and no other, the later first. */
    @Override
    public void close() throws IOException {
        for (Process daemon : daemons.reversed()) {
            daemon.destroy();
            try {
                if (!daemon.waitFor(5, TimeUnit.SECONDS)) daemon.destroyForcibly();
            } catch (InterruptedException e) {
                daemon.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
