package viridian.vswitch.team.lacp;

import viridian.vswitch.team.lacp.LacpPort.Selection;
import viridian.vswitch.team.lacp.LacpState.Bit;

/**
 * Puts a link into the aggregate and takes it out, with independent control: it collects before it distributes, so that
 * neither side sends what the other would not take (IEEE 802.1AX-2008 section 5.4.15, figure 5-14).
 */
final class MuxMachine {

    enum State {
        DETACHED,
        /** Selected; links that come up together are put in together. */
        WAITING,
        ATTACHED,
        COLLECTING,
        DISTRIBUTING
    }

    /** Aggregate_Wait_Time, section 5.4.4. */
    private static final long WAIT_NANOS = 2 * Lacp.SECOND;

    private final LacpPort port;
    private State state = State.DETACHED;
    private long waitUntil;

    MuxMachine(LacpPort port) {
        this.port = port;
    }

    State state() {
        return state;
    }

    /** Whether the link waits for its time, and the others with it. */
    boolean isWaiting(long now) {
        return state == State.WAITING && port.selected == Selection.SELECTED && now - waitUntil < 0;
    }

    /**
     * Goes one state on, if it is time.
     *
     * @param ready whether no selected link has to wait any more
     * @return whether it went
     */
    boolean step(boolean ready, long now) {
        State next = next(ready);
        if (next == state) return false;
        state = next;
        if (next == State.WAITING) waitUntil = now + WAIT_NANOS;
        else tell();
        return true;
    }

    private State next(boolean ready) {
        boolean selected = port.selected == Selection.SELECTED;
        boolean inStep = selected && port.hears(Bit.SYNCHRONIZATION);
        return switch (state) {
            case DETACHED -> port.selected == Selection.UNSELECTED ? State.DETACHED : State.WAITING;
            case WAITING -> {
                if (port.selected == Selection.UNSELECTED) yield State.DETACHED;
                yield selected && ready ? State.ATTACHED : State.WAITING;
            }
            case ATTACHED -> {
                if (!selected) yield State.DETACHED;
                yield inStep ? State.COLLECTING : State.ATTACHED;
            }
            case COLLECTING -> {
                if (!inStep) yield State.ATTACHED;
                yield port.hears(Bit.COLLECTING) ? State.DISTRIBUTING : State.COLLECTING;
            }
            case DISTRIBUTING -> inStep && port.hears(Bit.COLLECTING) ? State.DISTRIBUTING : State.COLLECTING;
        };
    }

    private void tell() {
        port.say(Bit.SYNCHRONIZATION, state.compareTo(State.ATTACHED) >= 0);
        port.say(Bit.COLLECTING, state.compareTo(State.COLLECTING) >= 0);
        port.say(Bit.DISTRIBUTING, state == State.DISTRIBUTING);
        port.mustTell = true;
    }
}
