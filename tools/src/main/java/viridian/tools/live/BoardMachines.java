package viridian.tools.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import viridian.tools.attach.Attachment;
import viridian.tools.attach.BoardPlace;
import viridian.tools.attach.MachinePlan;

/** The machines whose cards are ports of a switch. Each is made with its first port, whole: no card is added to it later. */
final class BoardMachines {

    private final List<Attachment> planned;
    private final Map<Path, BoardMachine> made = new ConcurrentHashMap<>();

    /** @param planned the ports the switch begins with */
    BoardMachines(List<Attachment> planned) {
        this.planned = List.copyOf(planned);
    }

    /**
     * Checks a port beside the machines that are there.
     *
     * @throws IllegalArgumentException with a sentence for the user, if its machine takes no such card any more
     */
    void check(Attachment attachment) {
        BoardMachine machine = made.get(BoardPlace.of(attachment).directory());
        if (machine != null) machine.plan().requireCard(attachment);
    }

    /**
     * Puts a cable into a card, whose machine is made if it is not there.
     *
     * @throws IOException if something is in its directory, or cannot be made there; nothing is left then
     */
    BoardPort open(Attachment attachment) throws IOException {
        Path directory = BoardPlace.of(attachment).directory();
        @Nullable BoardMachine machine = made.get(directory);
        if (machine == null) {
            List<Attachment> together = planned.contains(attachment) ? planned : List.of(attachment);
            machine = BoardMachine.open(MachinePlan.of(attachment, together), () -> made.remove(directory));
            made.put(directory, machine);
        }
        return machine.plug(attachment.name());
    }
}
