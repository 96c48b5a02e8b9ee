package viridian.vswitch.loop;

import viridian.vswitch.Port;
import viridian.vswitch.PortState;

/** A port, and why it may or may not forward. All but {@link #isReady} belongs to the worker of the loop control. */
final class Seat {

    final Port port;
    LoopSettings settings = LoopSettings.of(BpduChoice.DROP);

    /** What the spanning tree allows. */
    PortState tree = PortState.FORWARDING;

    boolean stopped;
    long stoppedUntil;

    /** Whether the port does as its settings say; until then one that is to be in the tree carries no frame. */
    private volatile boolean ready;

    Seat(Port port) {
        this.port = port;
    }

    boolean isReady() {
        return ready;
    }

    void ready(boolean is) {
        ready = is;
    }

    /** Our number for the port; 0 is none. */
    int number() {
        return port.socket() + 1;
    }

    /** Whether its administrator, or another feature, took it out of forwarding: that is left alone. */
    boolean isOff() {
        PortState state = port.state();
        return state == PortState.DISABLED || state == PortState.MONITOR;
    }

    /** Gives the port the state it should have. */
    void apply() {
        if (!port.isPlugged() || isOff()) return;
        try {
            port.state(stopped ? PortState.DISCARDING : tree);
        } catch (IllegalStateException refused) {
            if (port.isPlugged()) throw refused; // otherwise it was unplugged meanwhile
        }
    }

    /** Stops the port for some time from now, or longer if it is stopped already. Whether it was not stopped before. */
    boolean stop(long now) {
        boolean fresh = !stopped;
        stopped = true;
        stoppedUntil = now + settings.recoverySeconds() * 1_000_000_000L;
        if (fresh) apply();
        return fresh;
    }

    boolean mayRecover(long now) {
        return stopped && now - stoppedUntil >= 0;
    }

    void recover() {
        stopped = false;
        apply();
    }
}
