package viridian.tools.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import viridian.lab.host.linux.LinuxLab;
import viridian.synthetic.host.NetVsp;
import viridian.tools.attach.Attachment;
import viridian.tools.attach.BoardPlace;
import viridian.tools.attach.SocketPlace;
import viridian.tools.child.ChildNic;
import viridian.tools.options.Options;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.nic.TapNic;
import viridian.vswitch.nic.linux.HostAddresses;
import viridian.vswitch.team.TeamMember;
import viridian.vswitch.team.TeamNic;
import viridian.vswitch.team.TeamSettings;

/**
 * The interfaces of this machine, and processes of it: child partitions, peers at a socket, machines. What is changed on interfaces is
 * written down, so that {@code lab doctor} can give it back for a switch that was killed.
 */
public final class LinuxAdapters implements Adapters {

    private static final String PCAP = "pcap";
    private static final String TEAM = "team";
    private static final String TAP = "tap";
    private static final String CHILD = "child";
    private static final String MTU = "mtu";

    private final boolean takeOver;
    private final BoardMachines machines;

    /** Begun with the first interface: a switch without one needs no rights. */
    private @Nullable LinuxLab linux;

    /**
     * @param takeOver whether the host's own addresses on an interface are removed while it is held
     * @param planned the attachments the switch begins with: those that are cards of one machine are made together
     */
    public LinuxAdapters(boolean takeOver, List<Attachment> planned) {
        this.takeOver = takeOver;
        this.machines = new BoardMachines(planned);
    }

    private LinuxLab linux() throws IOException {
        if (linux == null)
            linux = LinuxLab.open("switch-" + ProcessHandle.current().pid());
        return linux;
    }

    @Override
    public void check(Attachment attachment) {
        requireKind(attachment);
        if (attachment.kind().equals(BoardPlace.KIND)) machines.check(attachment);
    }

    static void requireKind(Attachment attachment) {
        switch (attachment.kind()) {
            case PCAP, TAP, CHILD -> {}
            case TEAM -> team(attachment);
            case BoardPlace.KIND -> BoardPlace.of(attachment);
            case String kind when SocketPlace.KINDS.contains(kind) -> SocketPlace.of(attachment);
            default ->
                throw new IllegalArgumentException(
                        "port '%s': there is no kind '%s'; there are %s, %s, %s, %s, %s and %s"
                                .formatted(
                                        attachment.name(),
                                        attachment.kind(),
                                        PCAP,
                                        TEAM,
                                        TAP,
                                        CHILD,
                                        BoardPlace.KIND,
                                        String.join(", ", SocketPlace.KINDS)));
        }
    }

    private static TeamSettings team(Attachment attachment) {
        Options own = attachment.options().only(keysOf(attachment));
        return TeamSettings.parse(attachment.argument(), own.written());
    }

    @Override
    public Collection<String> ownKeys(Attachment attachment) {
        return keysOf(attachment);
    }

    static Collection<String> keysOf(Attachment attachment) {
        return switch (attachment.kind()) {
            case TEAM -> TeamSettings.OPTIONS;
            case BoardPlace.KIND -> BoardPlace.OPTIONS;
            default -> List.of();
        };
    }

    @Override
    public Nic open(Attachment attachment, VirtualSwitch on) throws IOException {
        return switch (attachment.kind()) {
            case PCAP -> interfaceOf(attachment.argument());
            case TAP -> new TapPort(TapNic.open(attachment.argument(), mtu(attachment)));
            case CHILD -> ChildNic.open(Path.of(attachment.argument()), longestFrame(attachment));
            case TEAM -> teamOf(attachment, on);
            case BoardPlace.KIND -> machines.open(attachment);
            default -> new SocketPort(SocketPlace.of(attachment));
        };
    }

    private TeamNic teamOf(Attachment attachment, VirtualSwitch on) throws IOException {
        return TeamNic.open(
                attachment.name(),
                team(attachment),
                member -> TeamMember.of(member, interfaceOf(member)),
                on.events()::publish,
                on.now());
    }

    /** What is written of the port's length, which has been checked with the port's other settings. */
    private static OptionalInt mtu(Attachment attachment) {
        Options written = attachment.options();
        return written.has(MTU) ? OptionalInt.of(Integer.parseInt(written.text(MTU))) : OptionalInt.empty();
    }

    private static int longestFrame(Attachment attachment) {
        int wanted = mtu(attachment).orElse(Integer.MAX_VALUE - Frame.HEADER_BYTES) + Frame.HEADER_BYTES;
        return Math.clamp(wanted, NetVsp.PLAIN_FRAME, NetVsp.JUMBO_FRAME);
    }

    private RealNic interfaceOf(String name) throws IOException {
        try {
            silence(name);
            return new RealNic(linux().hold(name, PcapOptions.ANY));
        } catch (IOException | RuntimeException refused) {
            releaseAfter(name, refused);
            throw refused;
        }
    }

    private void releaseAfter(String name, Exception cause) {
        try {
            if (linux != null) linux.release(name);
        } catch (IOException stays) {
            cause.addSuppressed(stays);
        }
    }

    /** While the switch holds an interface, only the switch should speak there. */
    private void silence(String name) throws IOException {
        HostAddresses own = takeOver ? linux().takeOver(name) : HostAddresses.of(name);
        if (own.plain().isEmpty()) return;
        String addresses = String.join(", ", own.plain());
        System.err.println(
                takeOver
                        ? "took %s from this host on %s until the switch ends".formatted(addresses, name)
                        : "warning: this host itself has %s on %s and goes on speaking there; --take-over takes them while the switch runs"
                                .formatted(addresses, name));
    }

    @Override
    public void giveBack(Attachment attachment, Nic nic) throws IOException {
        nic.close();
        if (!(nic instanceof RealNic || nic instanceof TeamNic)) return;
        List<String> interfaces =
                nic instanceof TeamNic team ? team.settings().members() : List.of(attachment.argument());
        for (String name : interfaces) linux().release(name);
    }

    @Override
    public void close() throws IOException {
        if (linux != null) linux.close();
    }
}
