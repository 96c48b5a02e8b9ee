package viridian.vswitch;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * A socket of a switch with one adapter in it. It is the receiver its adapter is started with: frames handed to it go
 * into the switch, on the thread that brings them, and {@link #flush}, on the same thread, reaches the ports they went to.
 */
public final class Port implements FrameSink {

    private final VirtualSwitch vswitch;
    private final int socket;
    private final Nic nic;
    private final PortCounters counters = new PortCounters();
    private final PortSettings firstSettings;

    /** That of the thread that came last; which thread that is, it says itself. */
    private volatile Lane lane;

    Port(VirtualSwitch vswitch, int socket, Nic nic, PortSettings settings) {
        this.vswitch = vswitch;
        this.socket = socket;
        this.nic = nic;
        this.firstSettings = completed(settings);
        this.lane = vswitch.lanes().ofThisThread();
    }

    /** With the adapter's own address where none is given. */
    PortSettings completed(PortSettings settings) {
        boolean own = settings.address().equals(MacAddress.NONE);
        return own ? settings.withAddress(nic.address()) : settings;
    }

    public String name() {
        return firstSettings.name();
    }

    /** What holds for it now, the adapter's own address filled in where none was given. */
    public PortSettings settings() {
        PortRules rules = vswitch.configuration().of(this);
        return rules == null ? firstSettings : rules.settings;
    }

    /** Whether it takes part in forwarding. */
    public PortState state() {
        PortRules rules = vswitch.configuration().of(this);
        return rules == null ? PortState.DISABLED : rules.state;
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

    /** Its number on its switch, 0 to 1023; free for another port when this one is unplugged. */
    public int socket() {
        return socket;
    }

    public boolean isPlugged() {
        return vswitch.configuration().of(this) != null;
    }

    /**
     * Gives the port other settings under the same name. Every frame is handled by the old or by the new ones; when this
     * returns, by the new.
     *
     * @throws IllegalArgumentException if they contradict themselves or another port's; then nothing has changed
     */
    public void change(PortSettings settings) {
        vswitch.change(this, settings);
    }

    /** Lets the port take part in forwarding, or not. What was learned at a port that no longer learns is forgotten. */
    public void state(PortState state) {
        vswitch.change(this, state);
    }

    /**
     * Takes the adapter out of the switch. When this returns, no frame reaches the adapter any more, and what still
     * arrives from it is dropped. The adapter lives on. Must not be called while carrying a frame. May be called twice.
     */
    public void unplug() {
        vswitch.unplug(this);
    }

    /** The calling thread's lane, not in use. */
    Lane lane() {
        Lane own = lane;
        if (!own.isOf(Thread.currentThread())) {
            own = vswitch.lanes().ofThisThread();
            lane = own;
        }
        return own.free();
    }

    /** A frame from the adapter. The switch takes every frame, and counts what it drops. */
    @Override
    public boolean accept(Frame frame) {
        vswitch.carry(this, frame);
        return true;
    }

    /** A burst from the adapter: the same as {@link #accept} for each frame, and quicker. */
    @Override
    public int acceptAll(Frame[] burst, int count) {
        vswitch.carry(this, burst, count);
        return count;
    }

    /** The adapter's burst is over: so it is for every port that got some of it. */
    @Override
    public void flush() {
        lane().flush();
    }

    /**
     * The switch itself sends a frame out of this port, in the form it is to have on the port's wire: counted as sent, shown to
     * observers, and flushed at once.
     *
     * @return whether the adapter took it
     */
    public boolean emit(Frame frame) {
        boolean taken = vswitch.emit(this, frame);
        if (taken) flush();
        return taken;
    }

    /**
     * As {@link #emit}, but flushed with the burst the calling thread is carrying: for hooks and observers.
     *
     * @return whether the adapter took it
     */
    public boolean emitInBurst(Frame frame) {
        return vswitch.emit(this, frame);
    }

    /**
     * As {@link #emit}, of a frame with the tag of the VLAN it is in: it leaves as the port's settings say.
     *
     * @return whether the port carries the VLAN, takes part in forwarding, and its adapter took the frame
     */
    public boolean emitInside(Frame frame) {
        PortRules rules = vswitch.configuration().of(this);
        if (rules == null || !rules.delivers) return false;
        int inside = frame.tag();
        int outside = rules.leaving(inside);
        if (outside == PortRules.NOT_CARRIED) return false;
        frame.retag(outside);
        boolean taken = emit(frame);
        frame.retag(inside);
        return taken;
    }

    @Override
    public String toString() {
        return vswitch.name() + "/" + name();
    }
}
