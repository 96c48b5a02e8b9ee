package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import viridian.vswitch.nic.PcapNic;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.nic.linux.CaptureRight;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.EnvironmentLacks;
import viridian.vswitch.nic.linux.HostAddresses;
import viridian.vswitch.nic.linux.InterfaceNames;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.Offloads;

/**
 * The part of a lab that is made of Linux, and everything it changes on this machine.
 *
 * <p>Each change is written down before it is made ({@code /run/viridian-lab/ID}) and undone on close, last first, whatever
 * becomes of the others; {@link Leftovers} undoes what a killed process could not. All names begin with {@code vl-ID-}, and
 * interfaces bear the alias {@code viridian-lab:ID}. Safe for use by several threads, so that a shutdown hook may close it
 * while another thread is still building.
 */
public final class LinuxLab implements AutoCloseable {

    /** Our choice: what a person still reads in a list of namespaces. */
    private static final int LONGEST_ID = 40;

    private final ChangeLog log;
    private final Deque<Undoing.Step> undoings = new ArrayDeque<>();

    /** How what was done to interfaces that were there before is undone, by interface, last first. */
    private final Map<String, Deque<Undoing.Step>> held = new HashMap<>();

    private boolean closed;

    private LinuxLab(ChangeLog log) {
        this.log = log;
    }

    /**
     * Begins a lab. What a dead lab of the same name left is undone first.
     *
     * @param name of the lab; shortened where it is too long for the names made from it
     * @throws EnvironmentLacks if a program or a right is missing; the message says what to do
     * @throws IOException if a lab of that name is running
     */
    public static LinuxLab open(String name) throws IOException {
        return open(ChangeLog.ROOT, name);
    }

    static LinuxLab open(Path root, String name) throws IOException {
        Command.requireInstalled("ip");
        CaptureRight.check();
        String id = InterfaceNames.shorten(name, LONGEST_ID);
        for (Leftovers.DeadLab dead : new Leftovers(root).find()) {
            if (dead.id().equals(id)) dead.clean();
        }
        return new LinuxLab(ChangeLog.begin(root, id));
    }

    /** The lab's name as it stands in the names of what it makes. */
    public String id() {
        return log.id();
    }

    /** A host of its own: an empty network namespace {@code vl-ID-NAME}, with loopback up and without IPv6. */
    public synchronized Namespace namespace(String name) throws IOException {
        String full = "vl-" + id() + "-" + InterfaceNames.shorten(name, LONGEST_ID);
        if (Namespaces.exists(full)) throw alreadyThere("namespace", full);
        Undo undo = make(new Change.NamespaceMade(full), () -> Namespace.make(full));
        return new Namespace(full, undo);
    }

    /**
     * A cable from this machine to a host: a veth pair whose near end, silent by itself, is for the switch to hold.
     *
     * @param name tells the lab's cables apart
     * @param mtu of both ends, bytes
     */
    public synchronized VethPair cable(String name, int mtu, FarEnd far) throws IOException {
        String near = nearName(name);
        if (Link.names().contains(near)) throw alreadyThere("interface", near);
        Undo undo = make(new Change.LinkMade(near), () -> VethPair.lay(null, near, mtu, far, id()));
        return new VethPair(near, far, undo::close);
    }

    /** A wire that several hosts can be plugged to, whose end on this machine is for the switch to hold. */
    public synchronized Wire wire(String name, int mtu) throws IOException {
        Namespace around = namespace("wire-" + name);
        Wire.makeBridge(around);
        VethPair uplink = cable(name, mtu, FarEnd.in(around, Wire.UPLINK));
        Wire wire = new Wire(around, uplink, mtu, id());
        wire.join(Wire.UPLINK);
        return wire;
    }

    /** Takes hold of an interface of this machine, one end of a cable or one that was there before. */
    public synchronized PcapNic hold(String interfaceName, PcapOptions options) throws IOException {
        Undo offloads = make(new Change.OffloadsOff(offloads(interfaceName)), () -> {});
        PcapNic nic = PcapNic.open(interfaceName, options);
        Undoing.Step release = () -> {
            nic.close();
            offloads.close();
        };
        undoings.push(release);
        heldOf(interfaceName).push(release);
        return nic;
    }

    private Deque<Undoing.Step> heldOf(String interfaceName) {
        return held.computeIfAbsent(interfaceName, any -> new ArrayDeque<>());
    }

    /**
     * Lets go of an interface of this machine before the end of the lab: closes its adapter and gives back what was taken.
     *
     * @throws IOException if something could not be given back; it is tried again at the end
     */
    public synchronized void release(String interfaceName) throws IOException {
        Undoing undoing = new Undoing();
        Deque<Undoing.Step> steps = heldOf(interfaceName);
        while (!steps.isEmpty()) undoing.attempt(steps.pop());
        undoing.report();
    }

    private static Offloads offloads(String interfaceName) throws IOException {
        try (Link link = Link.open(interfaceName)) {
            return Offloads.of(link);
        }
    }

    /**
     * Takes the host's own addresses on an interface away until the end of the lab, so that only the switch speaks there.
     *
     * @return what was taken
     */
    public synchronized HostAddresses takeOver(String interfaceName) throws IOException {
        HostAddresses found = HostAddresses.of(interfaceName);
        Undo undo = make(new Change.HostSilenced(found), found::takeOver);
        heldOf(interfaceName).push(undo::close);
        return found;
    }

    /** Writes the change down, makes it, and undoes it at once if that fails half way. */
    private Undo make(Change change, Undoing.Step making) throws IOException {
        if (closed) throw new IllegalStateException("lab " + id() + " is closed");
        log.before(change);
        Undo undo = new Undo(change);
        // Pushed before it is made: where an interrupt keeps it from being undone at once, it is undone at the end.
        undoings.push(undo::close);
        try {
            making.run();
        } catch (IOException | RuntimeException e) {
            undo.afterFailure(e);
            throw e;
        }
        return undo;
    }

    private String nearName(String name) {
        return InterfaceNames.shorten("vl-" + id() + "-" + name);
    }

    private static IOException alreadyThere(String kind, String name) {
        return new IOException("%s %s exists already and is not this lab's; ./lab doctor shows what dead labs left"
                .formatted(kind, name));
    }

    /**
     * Undoes every change, last first, and forgets the lab.
     *
     * @throws IOException if something could not be undone; everything else has been, and the log stays for later
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) return;
        closed = true;
        Undoing undoing = new Undoing();
        while (!undoings.isEmpty()) undoing.attempt(undoings.pop());
        undoing.report();
        log.end();
    }

    /** One change, and that it is undone once. */
    final class Undo {

        private final Change change;
        private boolean undone;

        private Undo(Change change) {
            this.change = change;
        }

        void close() throws IOException {
            synchronized (LinuxLab.this) {
                if (undone) return;
                change.undo(id());
                log.undone(change);
                undone = true;
            }
        }

        private void afterFailure(Exception cause) {
            try {
                close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
