package viridian.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.ProcessResult;

/**
 * A namespace for the switch, {@link #core}, and hosts around it, each a namespace on a cable of its own. The cables are
 * as {@code ip} lays them: with every offload on. Hosts speak no IPv6, so that a silent one is silent.
 */
final class Wiring implements AutoCloseable {

    private final String prefix = "vlt" + ProcessHandle.current().pid() % 1_000_000;
    private final List<String> namespaces = new ArrayList<>();
    private final String core;

    Wiring() throws IOException {
        this.core = namespace("core");
    }

    /** Where the switch runs. */
    String core() {
        return core;
    }

    private String namespace(String name) throws IOException {
        String full = prefix + name;
        Command.ip("netns", "add", full);
        namespaces.add(full);
        Namespaces.callIn(full, () -> {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1");
            return true;
        });
        return full;
    }

    /** A host whose interface {@code eth0} has this address; the other end of its cable is {@code name} in the core. */
    Host host(String name, String address, String mac) throws IOException {
        Host host = new Host(namespace(name), address);
        ip("-n %s link add %s type veth peer name eth0 address %s netns %s".formatted(core, name, mac, host.namespace));
        ip("-n %s link set %s up".formatted(core, name));
        ip("-n %s address add %s/24 dev eth0".formatted(host.namespace, address));
        ip("-n %s link set eth0 up".formatted(host.namespace));
        return host;
    }

    static String ip(String words) throws IOException {
        return Command.ip(words.split(" ", -1));
    }

    /** A machine that knows nothing of the lab. */
    record Host(String namespace, String address) {

        /** Whether another host answers at least one of two echo requests. */
        boolean reaches(String other) throws IOException {
            return run("ping", "-c", "2", "-i", "0.2", "-W", "2", other).succeeded();
        }

        ProcessResult run(String... command) throws IOException {
            return Command.run(
                    Stream.concat(Stream.of("ip", "netns", "exec", namespace), Arrays.stream(command))
                            .toList(),
                    Duration.ofSeconds(30));
        }

        <T> T in(Namespaces.Call<T> call) throws IOException {
            return Namespaces.callIn(namespace, call);
        }
    }

    @Override
    public void close() throws IOException {
        for (String namespace : namespaces.reversed()) Command.ip("netns", "del", namespace);
    }
}
