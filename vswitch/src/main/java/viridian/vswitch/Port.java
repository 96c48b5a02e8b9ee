package viridian.vswitch;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * A socket of a switch with one adapter in it. It is the receiver its adapter is started with: frames handed to it go
 * into the switch, on the thread that brings them, and {@link #flush} reaches the ports they went to.
 */
public final class Port implements FrameSink {

    private final VirtualSwitch vswitch;
    private final int socket;
    private final Nic nic;
    private final PortCounters counters = new PortCounters();
    private final Burst burst = new Burst();
    private final Gate gate = new Gate();
    private volatile PortRules rules;

    Port(VirtualSwitch vswitch, int socket, Nic nic, PortSettings settings) {
        this.vswitch = vswitch;
        this.socket = socket;
        this.nic = nic;
        this.rules = rulesFrom(settings);
    }

    private PortRules rulesFrom(PortSettings settings) {
        boolean own = settings.address().equals(MacAddress.NONE);
        return new PortRules(
                own ? settings.withAddress(nic.address()) : settings,
                Math.min(settings.maxFrame(), nic.maxFrame()),
                !vswitch.settings().hub());
    }

    public String name() {
        return settings().name();
    }

    /** What holds for it now, the adapter's own address filled in where none was given. */
    public PortSettings settings() {
        return rules.settings();
    }

    public PortCounters counters() {
        return counters;
    }

    public Nic nic() {
        return nic;
    }

    public VirtualSwitch vswitch() {
        return vswitch;
    }

    public boolean isPlugged() {
        return gate.isOpen();
    }

    /** Gives the port other settings under the same name. Every frame is handled by the old or by the new ones. */
    public void change(PortSettings settings) {
        PortRules changed = rulesFrom(settings);
        vswitch.change(this, changed);
    }

    /**
     * Takes the adapter out of the switch. When this returns, no frame reaches the adapter any more, and what still
     * arrives from it is dropped. The adapter lives on. Must not be called while carrying a frame. May be called twice.
     */
    public void unplug() {
        vswitch.unplug(this);
    }

    /** A frame from the adapter. The switch takes every frame, and counts what it drops. */
    @Override
    public boolean accept(Frame frame) {
        vswitch.forward(this, frame);
        return true;
    }

    /** The adapter's burst is over: so it is for every port that got some of it. */
    @Override
    public void flush() {
        burst.flush(vswitch.sockets());
    }

    PortRules rules() {
        return rules;
    }

    void rules(PortRules changed) {
        rules = changed;
    }

    int socket() {
        return socket;
    }

    Burst burst() {
        return burst;
    }

    /** Hands a frame to the adapter. Why it was not taken, or null. */
    @Nullable
    DropReason deliver(Frame frame) {
        if (!gate.enter()) return DropReason.DISCONNECTED;
        try {
            return nic.accept(frame) ? null : DropReason.RESOURCES;
        } finally {
            gate.leave();
        }
    }

    void flushAdapter() {
        nic.flush();
    }

    /** Afterwards no thread is handing, or will hand, a frame to the adapter. */
    void close() {
        gate.close();
    }

    @Override
    public String toString() {
        return vswitch.name() + "/" + name();
    }
}
