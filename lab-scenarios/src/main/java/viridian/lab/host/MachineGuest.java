package viridian.lab.host;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import viridian.lab.host.qemu.GuestFiles;
import viridian.lab.host.qemu.GuestImage;
import viridian.lab.host.qemu.MachineCard;
import viridian.lab.host.qemu.MachineSettings;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Host;
import viridian.vswitch.nic.linux.InterfaceNames;

/** What a real machine of a plan boots: Linux with the drivers its adapters need, and their setup. */
final class MachineGuest {

    private final Host plan;

    MachineGuest(Host plan) {
        this.plan = plan;
    }

    GuestImage image(GuestFiles files) throws IOException {
        GuestImage image = GuestImage.of(files)
                .modules(modules())
                .program("ping")
                .program("perl")
                .resource(QemuHost.DATAGRAMS, "datagrams.pl")
                .setup(setup());
        for (String program : plan.hardware().programs()) image.program(program);
        return image;
    }

    /** As namespaces, without IPv6: nobody who has not been told to says anything. */
    String kernelWords() {
        return (MachineSettings.QUIET + " ipv6.disable=1 " + plan.hardware().kernelOptions()).strip();
    }

    private Set<String> modules() {
        Set<String> modules = new LinkedHashSet<>();
        for (Adapter adapter : plan.adapters()) {
            MachineCard.Model model = adapter.type() == AdapterType.LEGACY
                    ? MachineCard.Model.TULIP_21143
                    : RealMachines.model(adapter.type());
            if (model == MachineCard.Model.VIRTIO) modules.add("virtio_pci");
            modules.add(model.module());
        }
        modules.add("8021q");
        return modules;
    }

    /** The functions are those of /init. */
    String setup() {
        Stream<String> adapters = plan.adapters().stream().map(MachineGuest::adapter);
        Stream<String> links = plan.adapters().stream().map(adapter -> "linked " + interfaceName(adapter));
        Stream<String> gateway = plan.gateway().stream().map(router -> "ip route add default via " + router);
        Stream<String> commands = plan.hardware().commands().stream().map(command -> "demand " + quoted(command));
        List<String> all = Stream.of(Stream.of("hostname " + plan.name()), adapters, links, gateway, commands)
                .flatMap(part -> part)
                .toList();
        return all.stream().collect(Collectors.joining(" &&\n", "", "\n"));
    }

    private static String adapter(Adapter adapter) {
        String address = adapter.address().map(Object::toString).orElse("");
        return "adapter %s %s %d %s"
                .formatted(
                        interfaceName(adapter),
                        adapter.mac().toString().replace('-', ':').toLowerCase(Locale.ROOT),
                        adapter.mtu(),
                        address);
    }

    /** What an adapter is called inside the machine. */
    static String interfaceName(Adapter adapter) {
        return InterfaceNames.shorten(adapter.name().adapter());
    }

    private static String quoted(String command) {
        return "'" + command.replace("'", "'\\''") + "'";
    }
}
