package viridian.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import viridian.lab.file.ScenarioException;
import viridian.tools.attach.Attachment;
import viridian.tools.control.ControlSockets;
import viridian.tools.file.SwitchPlan;
import viridian.tools.live.LinuxAdapters;
import viridian.tools.live.LiveSwitch;
import viridian.tools.operation.SwitchControl;
import viridian.tools.operation.SwitchTables;

/**
 * A switch that runs until a signal ends it.
 *
 * @param takeOver whether the host's own addresses are removed from the interfaces meanwhile
 * @param capture a file for every frame of every port, or null
 * @param control where it can be asked; null for the usual place
 */
record ForegroundSwitch(
        boolean takeOver, @Nullable Path capture, @Nullable Path control) {

    /** Says {@code ready} when everything is attached, and its counters at the end. */
    int run(SwitchPlan plan) throws IOException, InterruptedException, ScenarioException {
        LinuxAdapters adapters = new LinuxAdapters(takeOver, attachments(plan));
        try (LiveSwitch live = new LiveSwitch(plan.setup(), System::nanoTime, adapters);
                Ending _ = new Ending(() -> end(live))) {
            begin(live, plan);
            System.out.println("ready");
            new CountDownLatch(1).await();
            return ExitCode.OK;
        }
    }

    private static List<Attachment> attachments(SwitchPlan plan) throws IOException, ScenarioException {
        try (LiveSwitch paper = plan.onPaper()) {
            return paper.attachments();
        }
    }

    private void begin(LiveSwitch live, SwitchPlan plan) throws IOException {
        SwitchControl switchControl = new SwitchControl(live);
        if (capture != null) live.capture(capture);
        plan.tell(switchControl);
        live.start();
        live.answer(control == null ? ControlSockets.ofThisProcess() : control, switchControl);
    }

    /** A signal ends a switch as it is meant to end: with its counters, everything given back, and exit code 0. */
    private static void end(LiveSwitch live) {
        SwitchControl control = new SwitchControl(live);
        for (String what : List.of("ports", "drops")) System.out.println(SwitchTables.of(what, control.shown(what)));
        String children = SwitchTables.children(control.shown("ports"));
        if (!children.isEmpty()) System.out.println(children);
        live.close();
        ControlSockets.tidy();
        System.out.flush();
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
