package viridian.tools;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import viridian.lab.Form;
import viridian.lab.Lab;
import viridian.lab.Traffic;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.file.ScenarioException;
import viridian.lab.host.AdapterMeter;
import viridian.lab.host.GuestObserver;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;
import viridian.partitions.Partition;
import viridian.synthetic.watch.ChannelCapture;
import viridian.tools.control.ControlServer;
import viridian.tools.control.ControlSockets;
import viridian.tools.operation.LabControl;
import viridian.vswitch.FrameObserver;
import viridian.vswitch.capture.Capture;
import viridian.vswitch.capture.EpochClock;
import viridian.vswitch.capture.FrameLog;
import viridian.vswitch.capture.PcapNgFile;

/** A scenario's lab, kept up to be looked at. */
@Command(
        name = "up",
        description = {
            "Bring up a lab of a scenario and keep it until it is told to end (SIGTERM, Ctrl-C).",
            "Its steps are done, its claims are not tried. lab show vmbus and lab show exits look at its guests."
        },
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SCENARIO", description = "a name from lab list, or a scenario file")
    private String scenario = "";

    @Mixin
    private WorkerOption worker = new WorkerOption();

    @Option(names = "--layout", paramLabel = "NAME", description = "which of its labs; the first if not given")
    private @Nullable String layout;

    @Option(names = "--real", description = "on Linux namespaces and veth pairs instead of in memory; needs root")
    private boolean real;

    @Option(names = "--capture", paramLabel = "FILE", description = "record every frame of every port as pcapng")
    private @Nullable Path capture;

    @Option(
            names = "--capture-bus",
            paramLabel = "FILE",
            description = "record what goes over the guests' buses as pcapng, each message in words")
    private @Nullable Path busCapture;

    @Option(names = "--control", paramLabel = "SOCKET", description = "where lab show asks")
    private @Nullable Path control;

    private final List<Partition> guests = new CopyOnWriteArrayList<>();
    private final List<AdapterMeter> adapters = new CopyOnWriteArrayList<>();
    private final Deque<Closeable> begun = new ArrayDeque<>();

    @Override
    public Integer call() throws ScenarioException, IOException, InterruptedException {
        Layout chosen = choose(worker.applied(ScenarioCatalogue.open(scenario).scenario()));
        try (Ending _ = new Ending(this::end)) {
            begin(chosen);
            System.out.println("ready");
            new CountDownLatch(1).await();
            return ExitCode.OK;
        } finally {
            endAll();
        }
    }

    private Layout choose(Scenario from) {
        if (layout == null) return from.layouts().getFirst();
        return from.layouts().stream()
                .filter(one -> one.name().equals(layout))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' has no layout '%s', but %s"
                        .formatted(
                                scenario,
                                layout,
                                from.layouts().stream().map(Layout::name).collect(Collectors.joining(", ")))));
    }

    private void begin(Layout chosen) throws IOException, InterruptedException {
        FrameObserver frames = capture == null ? null : recording(capture, chosen.name());
        ChannelCapture bus =
                busCapture == null ? null : keep(new ChannelCapture(PcapNgFile.create(busCapture), new EpochClock()));
        Form form = real ? Form.REAL : Form.EMBEDDED;
        Lab lab = Lab.start(chosen.topology(), form, frames, new Watch(bus));
        keep(lab::close);
        new Traffic(lab).perform(chosen.steps());
        Path socket = control == null ? ControlSockets.ofThisProcess() : control;
        keep(ControlServer.listen(socket, new LabControl(guests, adapters))::close);
    }

    private Capture recording(Path path, String name) throws IOException {
        PcapNgFile file = keep(PcapNgFile.create(path));
        return keep(new Capture(file, new FrameLog(0), new EpochClock(), "lab " + name + ", network"));
    }

    private final class Watch implements GuestObserver {

        private final @Nullable ChannelCapture bus;

        Watch(@Nullable ChannelCapture bus) {
            this.bus = bus;
        }

        @Override
        public void born(Partition guest) throws IOException {
            guests.add(guest);
            if (bus != null) bus.watch(guest);
        }

        @Override
        public void plugged(AdapterMeter adapter) {
            adapters.add(adapter);
        }
    }

    private synchronized <C extends Closeable> C keep(C resource) {
        begun.push(resource);
        return resource;
    }

    /** A signal ends the lab as it is meant to end: nothing of it is left. */
    private void end() {
        try {
            endAll();
        } catch (IOException trouble) {
            System.err.println("lab: " + Complaint.sentence(trouble));
        }
        ControlSockets.tidy();
        System.out.flush();
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    /** Last begun first; one that fails to end does not keep the others. */
    private synchronized void endAll() throws IOException {
        IOException failed = null;
        while (!begun.isEmpty()) {
            try {
                begun.pop().close();
            } catch (IOException trouble) {
                if (failed == null) failed = trouble;
                else failed.addSuppressed(trouble);
            }
        }
        if (failed != null) throw failed;
    }
}
