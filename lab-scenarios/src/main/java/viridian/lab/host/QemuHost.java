package viridian.lab.host;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import viridian.emulated.device.AdapterCounters;
import viridian.emulated.proxy.LegacyBoard;
import viridian.lab.check.AdapterWork;
import viridian.lab.check.Answers;
import viridian.lab.check.Arrived;
import viridian.lab.host.linux.Ping;
import viridian.lab.host.linux.PingOutcome;
import viridian.lab.host.qemu.QemuMachine;
import viridian.lab.topology.Action;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Host;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.linux.ProcessResult;

/** A real machine: Linux in QEMU, its own drivers, real programs. */
public final class QemuHost implements CommandHost, ConsoleHost {

    /** A script in the machine that sends and counts datagrams and says single frames, since busybox has no program that does. */
    static final String DATAGRAMS = "/lab/datagrams";

    /** Our choice: an emulated machine is up after some six seconds, but several may share few processors. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(60);

    private final Host plan;
    private final QemuMachine machine;
    private final @Nullable LegacyBoard board;
    private final long startedNanos = System.nanoTime();
    private long healthyNanos;

    QemuHost(Host plan, QemuMachine machine, @Nullable LegacyBoard board) {
        this.plan = plan;
        this.machine = machine;
        this.board = board;
    }

    /**
     * Waits until its adapters are set up; one that is started over the network is not waited for.
     *
     * @throws IOException if they do not come up; the message says why, and where the console's log is
     */
    public void awaitHealthy() throws IOException {
        if (plan.guest().boot().isPresent()) return;
        machine.awaitHealthy(START_PATIENCE);
        healthyNanos = System.nanoTime() - startedNanos;
    }

    /** How long it took from being switched on until its adapters were set up, as far as that was waited for. */
    public long healthyNanos() {
        return healthyNanos;
    }

    /** The running program itself. */
    public QemuMachine machine() {
        return machine;
    }

    @Override
    public String name() {
        return plan.name();
    }

    @Override
    public String console() throws IOException {
        try {
            // Read as bytes are: a program may be in the middle of a character.
            return Files.readString(machine.console(), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException early) {
            return ""; // QEMU itself has only just begun
        }
    }

    @Override
    public Answers ping(Action.Ping ping, Ipv4Address to) throws IOException {
        Ping request = Ping.to(to.toString()).times(ping.count()).within(Duration.ofMillis((long)
                (ping.withinSeconds() * 1000)));
        Ping sized = ping.fragment() ? request.cut(ping.size()) : request.whole(ping.size());
        String command = sized.command().stream().collect(Collectors.joining(" ", "/usr/bin/", ""));
        ProcessResult result = machine.run(command, sized.longest().plus(COMMAND_PATIENCE));
        return PingAnswers.of(PingOutcome.parse(result.out() + result.err()), ping.count());
    }

    @Override
    public DatagramCounter count(int port) throws IOException {
        String file = "/tmp/count." + port;
        String begin = "rm -f %s; %s count %d %s </dev/null >/dev/null 2>/tmp/trouble & echo $!; "
                .formatted(file, DATAGRAMS, port, file);
        // The first number is written once the port is bound, so that nothing sent from now on is missed.
        String pid = demand(begin
                        + "until [ -s %s ]; do kill -0 $! || { cat /tmp/trouble >&2; exit 1; }; usleep 5000; done"
                                .formatted(file))
                .out()
                .strip();
        return new DatagramCounter() {
            @Override
            public Arrived look() {
                return noted(file);
            }

            @Override
            public void close() {
                end(pid);
            }
        };
    }

    /** The script writes the number of datagrams, and nanoseconds from the first to the last. */
    private Arrived noted(String file) {
        try {
            String[] numbers = demand("cat " + file).out().strip().split(" ", -1);
            return new Arrived(Integer.parseInt(numbers[0]), Long.parseLong(numbers[1]));
        } catch (IOException gone) {
            throw new IllegalStateException(gone.getMessage(), gone);
        }
    }

    private void end(String pid) {
        try {
            machine.run("kill " + pid, COMMAND_PATIENCE);
        } catch (IOException gone) {
            // A machine that has ended counts no more.
        }
    }

    @Override
    public int stream(Action.Stream stream, Ipv4Address to) throws IOException {
        String command = "%s send %s %d %d %d %d"
                .formatted(DATAGRAMS, to, stream.port(), stream.datagrams(), stream.size(), stream.perSecond());
        Duration atLeast = Duration.ofSeconds(stream.datagrams() / Math.max(1, stream.perSecond()));
        ProcessResult sent = machine.run(command, atLeast.multipliedBy(10).plus(COMMAND_PATIENCE));
        return Integer.parseInt(checked(command, sent).out().strip());
    }

    /** Of ours, as the model has counted; of QEMU's, what the guest's kernel has of interrupts (proc(5), /proc/interrupts). */
    @Override
    public AdapterWork work(AdapterName of) throws IOException {
        Adapter adapter = adapter(of);
        if (adapter.type() == AdapterType.LEGACY) return legacyWork(of);
        String card = MachineGuest.interfaceName(adapter);
        // A card with messages instead of a pin has several, called after its device and what they are for.
        String device = demand("basename $(readlink /sys/class/net/%s/device)".formatted(card))
                .out()
                .strip();
        String interrupts = demand(
                        "awk '$NF == \"%s\" || index($NF, \"%s-\") == 1 { sum += $2 } END { print sum + 0 }' /proc/interrupts"
                                .formatted(card, device))
                .out()
                .strip();
        return new AdapterWork(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(Long.parseLong(interrupts)));
    }

    private AdapterWork legacyWork(AdapterName of) {
        List<AdapterName> ours = plan.adapters().stream()
                .filter(one -> one.type() == AdapterType.LEGACY)
                .map(Adapter::name)
                .toList();
        AdapterCounters counted =
                Objects.requireNonNull(board).adapters().get(ours.indexOf(of)).counters();
        return new AdapterWork(
                OptionalLong.of(counted.traps()), OptionalLong.empty(), OptionalLong.of(counted.interrupts()));
    }

    private Adapter adapter(AdapterName name) throws IOException {
        return plan.adapters().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("host " + name() + " has no adapter " + name));
    }

    @Override
    public void say(AdapterName by, Frame frame) throws IOException {
        Adapter adapter = adapter(by);
        byte[] bytes = new byte[frame.length()];
        frame.copyTo(MemorySegment.ofArray(bytes), 0);
        demand("%s say %s %s"
                .formatted(
                        DATAGRAMS,
                        MachineGuest.interfaceName(adapter),
                        HexFormat.of().formatHex(bytes)));
    }

    @Override
    public ProcessResult run(String command) throws IOException {
        return machine.run(command, COMMAND_PATIENCE);
    }

    private ProcessResult demand(String command) throws IOException {
        return checked(command, machine.run(command, COMMAND_PATIENCE));
    }

    private ProcessResult checked(String command, ProcessResult result) throws IOException {
        if (result.succeeded()) return result;
        String why = (result.err() + result.out()).strip();
        throw new IOException("machine '%s' refused '%s': %s".formatted(name(), command, why));
    }

    @Override
    public void close() throws IOException {
        try {
            machine.close();
        } finally {
            if (board != null) board.close();
        }
    }
}
