package viridian.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import viridian.lab.Form;
import viridian.lab.Lab;
import viridian.lab.check.Judgement;
import viridian.lab.check.Price;
import viridian.lab.host.GuestObserver;
import viridian.lab.host.linux.Witness;
import viridian.lab.topology.Check;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;
import viridian.lab.topology.Topology;
import viridian.vswitch.capture.Capture;
import viridian.vswitch.capture.EpochClock;
import viridian.vswitch.capture.FrameLog;
import viridian.vswitch.capture.PcapNgFile;

/** One run of a scenario. The evidence is a capture file, in which every frame a verdict names can be found by number. */
public final class ScenarioRun {

    /** The name of the capture in the directory of the evidence. */
    public static final String CAPTURE = "evidence.pcapng";

    /** Frames kept in memory for one claim: our choice, some fifty megabytes. */
    private static final int FRAMES_KEPT = 200_000;

    /** What a run needs to end at most, waiting for programs that are slow to end: our choice. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Scenario scenario;
    private final Form form;
    private final Path directory;
    private final Progress progress;
    private final FrameLog log = new FrameLog(FRAMES_KEPT);
    private final Work work = new Work();

    /** @param directory where the evidence goes; made if it is not there */
    public ScenarioRun(Scenario scenario, Form form, Path directory, Progress progress) {
        this.scenario = scenario;
        this.form = form;
        this.directory = directory;
        this.progress = progress;
    }

    /**
     * Brings each layout to life and tries its claims.
     *
     * @throws IOException if the surroundings lack something, or the evidence cannot be written
     * @throws InterruptedException if the thread is interrupted or the run is abandoned; nothing of it is left then
     */
    public RunResult run() throws IOException, InterruptedException {
        try (Work begun = work.begin()) {
            if (form == Form.REAL) Witness.require();
            Files.createDirectories(directory);
            Path path = directory.resolve(CAPTURE);
            try (PcapNgFile file = PcapNgFile.create(path)) {
                List<LayoutResult> results = new ArrayList<>();
                for (Layout layout : scenario.layouts()) results.add(run(layout, file));
                return new RunResult(scenario, form, results, path);
            }
        }
    }

    private LayoutResult run(Layout layout, PcapNgFile file) throws IOException, InterruptedException {
        long start = System.nanoTime();
        progress.begins(layout);
        List<Judgement> judgements;
        List<Price> prices;
        List<WitnessFile> witnessed;
        try (Capture capture = new Capture(file, log, new EpochClock(), "lab " + layout.name() + ", network");
                Lab lab = work.perform(() -> start(layout.topology(), capture));
                Witnesses witnesses = work.perform(() -> Witnesses.of(lab, directory))) {
            progress.isUp(layout, System.nanoTime() - start, lab.machineStarts());
            Trial trial = new Trial(lab, log);
            judgements = work.perform(() -> tryAll(layout, trial));
            prices = trial.prices();
            lab.hush();
            witnessed = witnesses.dismiss();
        }
        return new LayoutResult(layout, judgements, prices, witnessed, System.nanoTime() - start);
    }

    private Lab start(Topology plan, Capture capture) throws IOException {
        return Lab.start(plan, form, capture, GuestObserver.NOBODY, Optional.of(directory));
    }

    private List<Judgement> tryAll(Layout layout, Trial trial) throws IOException, InterruptedException {
        List<Judgement> judgements = new ArrayList<>();
        trial.perform(layout.steps());
        for (Check check : layout.checks()) {
            progress.tries(check.claim());
            Judgement judgement = trial.of(check);
            judgements.add(judgement);
            progress.judged(judgement);
        }
        return judgements;
    }

    /**
     * Ends the run from another thread, wherever it is, and waits until nothing of it is left: for a process that is told
     * to end. A run that has not begun never will.
     *
     * @throws IOException if it does not end
     */
    public void abandon() throws IOException {
        work.callOff(PATIENCE);
    }
}
