package viridian.vswitch.team;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;

/** A switch of other make: Open vSwitch with its userspace datapath, database and all, in one namespace and one directory. */
final class OpenVswitch implements AutoCloseable {

    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String namespace;
    private final Path directory;
    private final Deque<Process> running = new ArrayDeque<>();

    private OpenVswitch(String namespace) throws IOException {
        this.namespace = namespace;
        this.directory = Files.createTempDirectory("ovs");
    }

    static OpenVswitch start(String namespace) throws IOException {
        OpenVswitch ovs = new OpenVswitch(namespace);
        try {
            ovs.begin();
            return ovs;
        } catch (IOException | RuntimeException e) {
            ovs.close();
            throw e;
        }
    }

    private void begin() throws IOException {
        run("ovsdb-tool", "create", file("conf.db"), SCHEMA.toString());
        serve("ovsdb-server", "--remote=punix:" + file("db.sock"), "--unixctl=" + file("db.ctl"), file("conf.db"));
        awaitFile("db.sock");
        vsctl("--no-wait init");
        serve("ovs-vswitchd", "--unixctl=" + file("switch.ctl"), "unix:" + file("db.sock"));
        awaitFile("switch.ctl");
        vsctl("add-br br0 -- set bridge br0 datapath_type=netdev");
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private List<String> inside(String... words) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace, "env"));
        for (String variable : List.of("OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR"))
            command.add(variable + "=" + directory);
        command.addAll(Arrays.asList(words));
        return command;
    }

    /** A program that runs until it is ended; what it says goes into its log. */
    private void serve(String program, String... words) throws IOException {
        String pid = "--pidfile=" + file(program + ".pid");
        String log = "--log-file=" + file(program + ".log");
        String[] command = Stream.concat(Stream.of(program, pid, log, "-vconsole:off"), Arrays.stream(words))
                .toArray(String[]::new);
        running.push(Command.start(inside(command)));
    }

    private String run(String... words) throws IOException {
        ProcessResult result = Command.run(inside(words), TIMEOUT);
        if (!result.succeeded()) throw new IOException(String.join(" ", words) + ": " + result.err() + result.out());
        return result.out();
    }

    private void awaitFile(String name) {
        await().atMost(TIMEOUT).until(() -> Files.exists(directory.resolve(name)));
    }

    /** Configures it, in the words of ovs-vsctl(8), and waits until that holds. */
    void vsctl(String words) throws IOException {
        String[] command = Stream.concat(
                        Stream.of("ovs-vsctl", "--timeout=50", "--db=unix:" + file("db.sock")),
                        Arrays.stream(words.split(" ", -1)))
                .toArray(String[]::new);
        run(command);
    }

    /** Asks it, in the words of ovs-vswitchd(8). */
    String appctl(String... words) throws IOException {
        String[] command = Stream.concat(
                        Stream.of("ovs-appctl", "--target=" + file("switch.ctl")), Arrays.stream(words))
                .toArray(String[]::new);
        return run(command);
    }

    @Override
    public void close() throws IOException {
        while (!running.isEmpty()) {
            Process last = running.pop();
            last.destroy();
            last.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
