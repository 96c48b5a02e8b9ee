package viridian.vswitch;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;

/**
 * One frame's way through the switch, as an extension's hook sees it. Lent for the call: the thread that carries the frame
 * uses it again for its next one.
 */
public final class Passage {

    private final Lane lane;
    private @Nullable PortRules from;
    private @Nullable PortRules to;
    private @Nullable PortSet only;
    private boolean carriesReserved;

    Passage(Lane lane) {
        this.lane = lane;
    }

    /** Most frames of a burst come by one port and meet no hook: nothing is written then. */
    void begin(PortRules entry) {
        if (from != entry) from = entry;
        if (to != null) to = null;
        if (to != null) to = null;
        if (only != null) only = null;
        carriesReserved = false;
    }

    void leave(PortRules exit) {
        to = exit;
    }

    /** The port the frame came in by. */
    public Port from() {
        return required(from).port;
    }

    /**
     * The port the frame is about to leave by.
     *
     * @throws IllegalStateException if it is not yet decided
     */
    public Port to() {
        return required(to).port;
    }

    private static PortRules required(@Nullable PortRules rules) {
        if (rules == null) throw new IllegalStateException("where the frame leaves is not yet decided");
        return rules;
    }

    /** The switch's clock, nanoseconds; the same for all frames of a burst. */
    public long now() {
        return lane.now();
    }

    /** Whether the switch knows behind which port the frame's destination is. */
    public boolean isKnown(Frame frame) {
        return lane.knows(frame);
    }

    /** Whether somebody only asks what would happen to the frame: nothing may be changed, counted or sent. */
    public boolean isRehearsal() {
        return lane.isRehearsal();
    }

    /** Says in a rehearsal why a hook decides as it does; otherwise does nothing. */
    public void tell(String sentence) {
        lane.tell(sentence);
    }

    /** Of the ports a group frame would leave by, it leaves by these only. */
    public void only(PortSet ports) {
        only = ports;
    }

    /** The frame is carried on even if its address is one of those a bridge keeps to itself. */
    public void carryReserved() {
        carriesReserved = true;
    }

    boolean isMeantFor(PortRules exit) {
        PortSet some = only;
        return some == null || some.contains(exit.socket);
    }

    boolean carriesReserved() {
        return carriesReserved;
    }
}
