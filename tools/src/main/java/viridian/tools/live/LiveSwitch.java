package viridian.tools.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import viridian.lab.host.linux.LinuxLab;
import viridian.tools.attach.Attachment;
import viridian.tools.control.ControlServer;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.capture.Capture;
import viridian.vswitch.capture.EpochClock;
import viridian.vswitch.capture.FrameLog;
import viridian.vswitch.capture.PcapNgFile;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.nic.linux.HostAddresses;

/**
 * A running switch with everything attached to it. Closing it gives every interface back as it was found; what it changed
 * is written down, so that {@code lab doctor} can give it back for one that was killed. Safe for use by several threads, so
 * that a shutdown hook may close it while another thread is still attaching.
 */
public final class LiveSwitch implements AutoCloseable {

    private final VirtualSwitch vswitch;
    private final LinuxLab linux;
    private final Deque<AutoCloseable> begun = new ArrayDeque<>();
    private boolean closed;

    private LiveSwitch(SwitchSettings settings) throws IOException {
        this.vswitch = new VirtualSwitch(settings, System::nanoTime);
        this.linux = LinuxLab.open("switch-" + ProcessHandle.current().pid());
        begun.push(linux);
    }

    /**
     * A switch without ports.
     *
     * @throws IOException if this machine lacks a program or a right; the message says which
     */
    public static LiveSwitch open(SwitchSettings settings) throws IOException {
        return new LiveSwitch(settings);
    }

    /**
     * Opens an attachment and plugs it in.
     *
     * @param takeOver whether the host's own addresses on the interface are removed while the switch runs
     * @throws IOException if the interface cannot be held, or carries less than the attachment asks for
     */
    public synchronized void attach(Attachment attachment, boolean takeOver) throws IOException {
        requireOpen();
        silence(attachment.argument(), takeOver);
        RealNic nic = new RealNic(linux.hold(attachment.argument(), PcapOptions.ANY));
        PortSettings settings = PortOptions.settings(attachment, nic.maxFrame());
        requireRoom(settings, nic);
        vswitch.plug(settings, nic);
    }

    private static void requireRoom(PortSettings settings, RealNic nic) throws IOException {
        if (settings.maxFrame() <= nic.maxFrame()) return;
        int wanted = settings.maxFrame() - Frame.HEADER_BYTES;
        throw new IOException("port '%s': interface %s carries packets of %d bytes, not of %d; ip link set %s mtu %d"
                .formatted(
                        settings.name(), nic.name(), nic.maxFrame() - Frame.HEADER_BYTES, wanted, nic.name(), wanted));
    }

    private void requireOpen() throws IOException {
        if (closed) throw new IOException("the switch has ended");
    }

    /** While the switch holds an interface, only the switch should speak there. */
    private void silence(String name, boolean takeOver) throws IOException {
        HostAddresses own = takeOver ? linux.takeOver(name) : HostAddresses.of(name);
        if (own.plain().isEmpty()) return;
        String addresses = String.join(", ", own.plain());
        System.err.println(
                takeOver
                        ? "took %s from this host on %s until the switch ends".formatted(addresses, name)
                        : "warning: this host itself has %s on %s and goes on speaking there; --take-over takes them while the switch runs"
                                .formatted(addresses, name));
    }

    public VirtualSwitch vswitch() {
        return vswitch;
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

    /** Answers questions at a socket from now on. */
    public synchronized void answer(Path socket) throws IOException {
        requireOpen();
        begun.push(ControlServer.listen(socket, new SwitchControl(vswitch)));
    }

    /** Ends the switch first, so that nothing passes while the rest is taken down. May be called twice. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        begun.push(vswitch);
        while (!begun.isEmpty()) {
            try {
                begun.pop().close();
            } catch (Exception trouble) {
                System.err.println("lab: while ending the switch: " + trouble.getMessage());
            }
        }
    }
}
