package viridian.tools.live;

import org.jspecify.annotations.Nullable;
import viridian.offload.task.FinishingNic;
import viridian.vswitch.nic.TapNic;

/** A TAP device as the lone switch plugs it in: what the kernel is sent is finished before. */
public final class TapPort extends FinishedNic {

    private final TapNic tap;

    TapPort(TapNic tap) {
        super(FinishingNic.outgoing(tap));
        this.tap = tap;
    }

    @Override
    public String farEnd() {
        return "interface " + tap.name();
    }

    @Override
    public @Nullable String failure() {
        return tap.failure();
    }

    /** Frames the kernel did not take. */
    public long unsent() {
        return tap.unsent();
    }

    @Override
    public boolean isUp() {
        return tap.isUp();
    }
}
