package viridian.tools.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import viridian.lab.topology.Spelling;
import viridian.tools.attach.Attachment;
import viridian.tools.attach.FarEnd;
import viridian.tools.child.ChildNic;
import viridian.tools.control.Answers;
import viridian.tools.control.ControlServer;
import viridian.tools.options.Options;
import viridian.tools.options.PortOptions;
import viridian.tools.options.SwitchSetup;
import viridian.vswitch.Clockwork;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.capture.Capture;
import viridian.vswitch.capture.EpochClock;
import viridian.vswitch.capture.FrameLog;
import viridian.vswitch.capture.PcapNgFile;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;

/**
 * A running switch with everything attached to it. Closing it gives every interface back as it was found. Safe for use by
 * several threads, so that a shutdown hook may close it while another thread is still attaching.
 */
public final class LiveSwitch implements AutoCloseable {

    private static final String STANDARD_MTU = "1500";

    private final VirtualSwitch vswitch;
    private final Adapters adapters;
    private final Ticker ticker;
    private final Features features;
    private final Map<String, Attachment> attached = new LinkedHashMap<>();
    private final Deque<AutoCloseable> begun = new ArrayDeque<>();
    private boolean closed;

    /**
     * A switch without ports.
     *
     * @param nanoTime its clock
     * @param adapters what can be attached; closed with the switch
     */
    public LiveSwitch(SwitchSetup setup, LongSupplier nanoTime, Adapters adapters) {
        this.vswitch = new VirtualSwitch(setup.core(), nanoTime);
        this.adapters = adapters;
        this.ticker = new Ticker(nanoTime);
        ticker.add(new InterfaceWatch(vswitch));
        this.features = new Features(vswitch, setup, ticker);
        begun.push(adapters);
        begun.push(features);
    }

    /** What the switch is extended with. */
    public Features features() {
        return features;
    }

    /** Lets what acts by time act, by a thread of its own. */
    public synchronized void start() throws IOException {
        requireOpen();
        begun.push(ticker);
        ticker.start();
    }

    public VirtualSwitch vswitch() {
        return vswitch;
    }

    /**
     * The port of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Port port(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no port '%s' (%s)"
                        .formatted(
                                name,
                                Spelling.suggestion(
                                        name,
                                        vswitch.ports().stream().map(Port::name).toList()))));
    }

    /** The port of a name, or all where none is named. */
    public List<Port> ports(Optional<String> name) {
        return name.map(this::port).map(List::of).orElseGet(vswitch::ports);
    }

    private Optional<Port> find(String name) {
        return vswitch.ports().stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** What a port is attached to, as it was written; nothing for a port that was not attached here. */
    public synchronized Optional<Attachment> attachment(Port port) {
        return Optional.ofNullable(attached.get(port.name()));
    }

    /** All that is attached, in the order it was. */
    public synchronized List<Attachment> attachments() {
        return List.copyOf(attached.values());
    }

    /**
     * Opens an attachment and plugs it in.
     *
     * @throws IllegalArgumentException if it makes no sense, or the port is there already
     * @throws IOException if the interface cannot be held, or carries less than the attachment asks for
     */
    public synchronized Port attach(Attachment attachment) throws IOException {
        requireOpen();
        AttachmentRules.check(attachment, attached.values(), adapters);
        Nic nic = adapters.open(attachment, vswitch);
        try {
            PortSettings settings = PortOptions.settings(attachment.name(), written(attachment, nic), nic.maxFrame());
            requireRoom(settings, nic);
            Port port = vswitch.plug(settings, nic);
            attached.put(attachment.name(), attachment);
            if (nic instanceof Clockwork work) ticker.add(work);
            return port;
        } catch (IOException | RuntimeException refused) {
            giveBack(attachment, nic, refused);
            throw refused;
        }
    }

    /**
     * A child partition or a machine with our adapter is a guest, with the address of its adapter, unless something else is written. A socket carries any
     * length, and what is behind it carries what cards do unless it is told otherwise.
     */
    private Options written(Attachment attachment, Nic nic) {
        Options written = attachment.options().without(adapters.ownKeys(attachment));
        if (nic instanceof SocketPort && !written.has("mtu")) return written.with("mtu", STANDARD_MTU);
        boolean isGuest = nic instanceof ChildNic || nic instanceof BoardPort;
        if (!isGuest || written.has("role") || written.has("mac")) return written;
        return written.with("mac", nic.address().toString());
    }

    private void giveBack(Attachment attachment, Nic nic, Exception cause) {
        try {
            adapters.giveBack(attachment, nic);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** An adapter that carries less than the port is meant to would drop in silence what a user counts on. */
    static void requireRoom(PortSettings settings, Nic nic) throws IOException {
        if (settings.maxFrame() <= nic.maxFrame()) return;
        int carries = nic.maxFrame() - Frame.HEADER_BYTES;
        int wanted = settings.maxFrame() - Frame.HEADER_BYTES;
        String far = nic instanceof FarEnd end ? end.farEnd() : "interface " + settings.name();
        String remedy =
                far.startsWith("interface ") ? "; ip link set %s mtu %d".formatted(far.substring(10), wanted) : "";
        throw new IOException("port '%s': %s carries packets of %d bytes, not of %d%s"
                .formatted(settings.name(), far, carries, wanted, remedy));
    }

    /**
     * Unplugs a port and gives back what it was attached to.
     *
     * @throws IOException if something could not be given back
     */
    public synchronized void detach(Port port) throws IOException {
        requireOpen();
        port.unplug();
        if (port.nic() instanceof Clockwork work) ticker.remove(work);
        Attachment attachment = attached.remove(port.name());
        if (attachment == null) port.nic().close();
        else adapters.giveBack(attachment, port.nic());
    }

    /**
     * Gives a port other settings.
     *
     * @throws IOException if its adapter carries less than they ask for
     */
    public synchronized void change(Port port, PortSettings settings) throws IOException {
        requireOpen();
        requireRoom(settings, port.nic());
        port.change(settings);
    }

    private void requireOpen() throws IOException {
        if (closed) throw new IOException("the switch has ended");
    }

    /** Records every frame at every port from now on. */
    public synchronized void capture(Path file) throws IOException {
        requireOpen();
        PcapNgFile frames = PcapNgFile.create(file);
        begun.push(frames);
        Capture capture = new Capture(frames, new FrameLog(0), new EpochClock(), "switch");
        begun.push(capture);
        vswitch.observe(capture);
    }

    /** Answers at a socket from now on. */
    public synchronized void answer(Path socket, Answers answers) throws IOException {
        requireOpen();
        begun.push(ControlServer.listen(socket, answers));
    }

    /** Ends the switch first, so that nothing passes while the rest is taken down. May be called twice. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) return;
            closed = true;
        }
        begun.push(vswitch);
        // Without the lock: the socket ends only after its last request, which may be waiting for the lock.
        while (!begun.isEmpty()) {
            try {
                begun.pop().close();
            } catch (Exception trouble) {
                System.err.println("lab: while ending the switch: " + trouble.getMessage());
            }
        }
    }
}
