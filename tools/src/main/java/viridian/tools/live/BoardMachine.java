package viridian.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.proxy.LegacyBoard;
import viridian.lab.host.linux.MachineDirectory;
import viridian.tools.attach.MachinePlan;

/**
 * A QEMU machine that somebody starts by the file {@code run} in its directory, and our legacy adapters in it. The directory is
 * there for as long as one of its ports is.
 */
final class BoardMachine {

    private static final long MEGABYTE = 1 << 20;
    private static final String SCRIPT = "run";

    private final MachinePlan plan;
    private final MachineDirectory directory;
    private final LegacyBoard board;
    private final Runnable gone;
    private final Set<BoardPort> ports = new HashSet<>();

    private BoardMachine(MachinePlan plan, MachineDirectory directory, LegacyBoard board, Runnable gone) {
        this.plan = plan;
        this.directory = directory;
        this.board = board;
        this.gone = gone;
    }

    /**
     * Makes the directory, and in it all a machine needs to have the adapters.
     *
     * @param gone run when its last port has gone, and it with that
     * @throws IOException if something is there already, or cannot be made; nothing is left then
     */
    static BoardMachine open(MachinePlan plan, Runnable gone) throws IOException {
        List<String> files = new ArrayList<>(LegacyBoard.files(plan.cards().size()));
        files.add(SCRIPT);
        MachineDirectory directory = MachineDirectory.make(plan.directory(), files);
        try {
            BoardMachine machine = new BoardMachine(plan, directory, lay(plan), gone);
            System.err.printf(
                    plan.cards().size() == 1
                            ? "port %s: its machine is started by %s, followed by what QEMU is to boot%n"
                            : "ports %s: their machine is started by %s, followed by what QEMU is to boot%n",
                    plan.ports(),
                    machine.launcher());
            return machine;
        } catch (IOException | RuntimeException refused) {
            directory.close();
            throw refused;
        }
    }

    private static LegacyBoard lay(MachinePlan plan) throws IOException {
        List<Dec21140Settings> cards = plan.cards().stream()
                .map(card -> Dec21140Settings.of(card.address()))
                .toList();
        LegacyBoard board = LegacyBoard.open(plan.directory(), plan.megabytes() * MEGABYTE, cards);
        try {
            RunScript.write(script(plan), plan.directory(), board);
            return board;
        } catch (IOException | RuntimeException refused) {
            board.close();
            throw refused;
        }
    }

    private static Path script(MachinePlan plan) {
        return plan.directory().resolve(SCRIPT);
    }

    MachinePlan plan() {
        return plan;
    }

    /** Puts a cable into the card of a port. */
    synchronized BoardPort plug(String port) {
        int function = plan.function(port).orElseThrow();
        BoardPort plugged = new BoardPort(this, function, board.adapters().get(function));
        ports.add(plugged);
        return plugged;
    }

    /** A port has pulled its cable out. With the last one the machine's cards go: it finds all ones in their places. */
    synchronized void leave(BoardPort port) {
        if (!ports.remove(port) || !ports.isEmpty()) return;
        gone.run();
        board.close();
        try {
            directory.close();
            if (Files.exists(plan.directory()))
                System.err.printf("lab: %s stays: what is left in it is not the switch's%n", plan.directory());
        } catch (IOException stays) {
            System.err.println("lab: the directory of a machine stays: " + stays);
        }
    }

    /** What a person writes at a shell to start the machine, before what is for QEMU. */
    String launcher() {
        return RunScript.word(script(plan).toString());
    }

    /** Whether it is running. */
    boolean isThere() {
        return board.isConnected();
    }

    /** What is wrong with it, or why it has gone. */
    @Nullable
    String failure() {
        return board.isConnected() ? board.trouble() : board.ending();
    }
}
