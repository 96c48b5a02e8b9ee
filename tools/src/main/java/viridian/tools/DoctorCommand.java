package viridian.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import viridian.lab.host.linux.Leftovers;
import viridian.tools.control.ControlSockets;

/** Finds what labs left behind whose process was killed. */
@Command(
        name = "doctor",
        description = "Show what killed labs left on this machine, and remove it.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--clean", description = "remove it; nothing else is touched")
    private boolean clean;

    @Override
    public Integer call() throws IOException {
        List<String> failures = new ArrayList<>();
        List<Leftovers.DeadLab> labs = Leftovers.ofThisMachine().find();
        for (Leftovers.DeadLab lab : labs) show(lab, failures);
        List<Path> sockets = ControlSockets.dead();
        for (Path socket : sockets) show(socket);
        if (clean) ControlSockets.tidy();
        if (!failures.isEmpty()) throw new IOException(String.join("; ", failures));
        System.out.println(summary(labs.isEmpty() && sockets.isEmpty()));
        return ExitCode.OK;
    }

    /** One lab that cannot be cleaned keeps the others from nothing. */
    private void show(Leftovers.DeadLab lab, List<String> failures) throws IOException {
        System.out.printf("lab %s, of the process %d that is gone:%n", lab.id(), lab.pid());
        for (String remedy : lab.remedies()) System.out.println("  " + remedy);
        try {
            if (clean) lab.clean();
        } catch (IOException stays) {
            failures.add("lab " + lab.id() + " is not cleaned: " + Complaint.sentence(stays));
        }
    }

    private void show(Path socket) throws IOException {
        System.out.printf("a control socket of a switch that is gone:%n  removes %s%n", socket);
        if (clean) Files.deleteIfExists(socket);
    }

    private String summary(boolean nothing) {
        if (nothing) return "nothing was left behind";
        return clean ? "cleaned" : "run lab doctor --clean to do this";
    }
}
