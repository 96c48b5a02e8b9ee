package viridian.lab.host;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.proxy.LegacyBoard;
import viridian.lab.host.linux.MachineRoom;
import viridian.lab.host.qemu.Accelerator;
import viridian.lab.host.qemu.GuestFiles;
import viridian.lab.host.qemu.MachineCard;
import viridian.lab.host.qemu.MachineSettings;
import viridian.lab.host.qemu.QemuMachine;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Host;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.SocketNic;
import viridian.vswitch.nic.linux.EnvironmentLacks;

/** The real machines of a lab, and the room they stand in. */
public final class RealMachines implements AutoCloseable {

    /** Where Debian's package ipxe has it: a boot program in the form of a kernel. */
    private static final Path IPXE = Path.of("/usr/lib/ipxe/ipxe.lkrn");

    private static final long MEGABYTE = 1 << 20;

    private final String lab;
    private final Optional<Path> consoles;
    private @Nullable MachineRoom room;

    /** @param consoles where the logs of their serial consoles go; none, if nobody is to read them afterwards */
    public RealMachines(String lab, Optional<Path> consoles) {
        this.lab = lab;
        this.consoles = consoles;
    }

    /**
     * Switches a machine on, its adapters plugged in, and does not wait for it: several start side by side.
     *
     * @throws EnvironmentLacks if QEMU or what the machine boots is not installed
     */
    public QemuHost switchOn(Host plan, Sockets sockets) throws IOException {
        QemuMachine.requireInstalled();
        GuestFiles files = GuestFiles.find();
        MachineRoom here = room();
        LegacyBoard board = board(plan, here, sockets);
        try {
            MachineSettings settings = MachineSettings.named(plan.name(), console(plan, here))
                    .withMegabytes(plan.hardware().megabytes())
                    .withAccelerator(board == null ? Accelerator.best(files) : Accelerator.TCG)
                    .withBoot(boot(plan, files, here))
                    .withCards(cards(plan, here, sockets));
            return new QemuHost(plan, QemuMachine.start(settings, board, here), board);
        } catch (IOException | RuntimeException failed) {
            if (board != null) board.close();
            throw failed;
        }
    }

    private synchronized MachineRoom room() throws IOException {
        if (room == null) room = MachineRoom.open(lab);
        return room;
    }

    private Path console(Host plan, MachineRoom here) throws IOException {
        if (consoles.isEmpty()) return here.place(plan.name(), "console");
        Files.createDirectories(consoles.get());
        return consoles.get().toAbsolutePath().resolve("console-%s-%s.log".formatted(lab, plan.name()));
    }

    private static MachineSettings.Boot boot(Host plan, GuestFiles files, MachineRoom here) throws IOException {
        if (plan.guest().boot().isPresent()) {
            if (!Files.isReadable(IPXE)) throw EnvironmentLacks.program(IPXE.toString(), "ipxe");
            return new MachineSettings.Boot.Kernel(IPXE, "");
        }
        Path image = here.place(plan.name(), "image");
        MachineGuest guest = new MachineGuest(plan);
        guest.image(files).write(image);
        return new MachineSettings.Boot.KernelAndImage(files.kernel(), image, guest.kernelWords());
    }

    /** A board with all legacy adapters, each in its port; null if there are none. */
    private static @Nullable LegacyBoard board(Host plan, MachineRoom here, Sockets sockets) throws IOException {
        List<Adapter> legacy = plan.adapters().stream()
                .filter(adapter -> adapter.type() == AdapterType.LEGACY)
                .toList();
        if (legacy.isEmpty()) return null;
        List<Dec21140Settings> settings = legacy.stream()
                .map(adapter -> Dec21140Settings.of(adapter.mac()))
                .toList();
        Path directory = Files.createDirectory(here.place(plan.name(), "board"));
        LegacyBoard board = LegacyBoard.open(directory, plan.hardware().megabytes() * MEGABYTE, settings);
        List<Dec21140> devices = board.adapters();
        for (int i = 0; i < legacy.size(); i++) sockets.plug(legacy.get(i), devices.get(i));
        return board;
    }

    private static List<MachineCard> cards(Host plan, MachineRoom here, Sockets sockets) throws IOException {
        List<MachineCard> cards = new ArrayList<>();
        for (Adapter adapter : plan.adapters()) {
            if (adapter.type() == AdapterType.LEGACY) continue;
            Path socket = here.place(plan.name(), "net" + cards.size());
            int maxFrame = adapter.mtu() + Frame.HEADER_BYTES;
            sockets.plug(adapter, SocketNic.listen(UnixDomainSocketAddress.of(socket), maxFrame));
            cards.add(new MachineCard(model(adapter.type()), adapter.mac(), adapter.mtu(), socket));
        }
        return cards;
    }

    static MachineCard.Model model(AdapterType type) {
        return switch (type) {
            case E1000 -> MachineCard.Model.E1000;
            case VIRTIO -> MachineCard.Model.VIRTIO;
            case TULIP_21143 -> MachineCard.Model.TULIP_21143;
            case LEGACY, SYNTHETIC, CABLE -> throw new IllegalArgumentException(type + " is no card of QEMU's");
        };
    }

    /** Ends those that still run, and removes their room. */
    @Override
    public synchronized void close() throws IOException {
        if (room != null) room.close();
    }
}
