package viridian.tools.live;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import viridian.emulated.device.Dec21140;
import viridian.offload.task.FinishingNic;

/** Our legacy adapter as a card of a machine, one of up to four, and the cable that leads to it. */
public final class BoardPort extends FinishedNic {

    private final BoardMachine machine;
    private final int function;

    BoardPort(BoardMachine machine, int function, Dec21140 adapter) {
        super(FinishingNic.outgoing(adapter));
        this.machine = machine;
        this.function = function;
    }

    /** Where the adapter is met. */
    public Path directory() {
        return machine.plan().directory();
    }

    /** Which function of its board the adapter is, from 0. */
    public int function() {
        return function;
    }

    /** What a person writes at a shell to start the machine, before what is for QEMU. */
    public String launcher() {
        return machine.launcher();
    }

    @Override
    public String farEnd() {
        return "machine " + directory();
    }

    @Override
    public @Nullable String failure() {
        return machine.failure();
    }

    @Override
    public String remedy() {
        return "start it again by " + launcher();
    }

    /** Whether its machine is there. */
    @Override
    public boolean isUp() {
        return machine.isThere();
    }

    /** Pulls the cable out. The card stays in its machine, without a link, until the last cable of that is pulled. */
    @Override
    public void close() {
        super.close();
        machine.leave(this);
    }
}
