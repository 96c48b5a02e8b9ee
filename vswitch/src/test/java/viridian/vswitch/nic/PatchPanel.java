package viridian.vswitch.nic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.ProcessResult;

/**
 * Namespaces and veth pairs of one test, silent by themselves: no ARP before somebody asks, no IPv6. Everything is gone
 * after close.
 */
public final class PatchPanel implements AutoCloseable {

    private final String prefix = "vlt" + ProcessHandle.current().pid() % 100_000;
    private final List<String> namespaces = new ArrayList<>();

    /** A namespace; its real name begins with this process's number. */
    public String namespace(String name) throws IOException {
        String full = prefix + name;
        Command.ip("netns", "add", full);
        namespaces.add(full);
        Namespaces.callIn(full, () -> {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1");
            return true;
        });
        return full;
    }

    /** A cable between two namespaces, both ends up. */
    public void cable(String left, String leftInterface, String right, String rightInterface, int mtu)
            throws IOException {
        ip("-n %s link add %s mtu %d type veth peer name %s mtu %d netns %s"
                .formatted(left, leftInterface, mtu, rightInterface, mtu, right));
        ip("-n %s link set %s arp off up".formatted(left, leftInterface));
        ip("-n %s link set %s up".formatted(right, rightInterface));
    }

    public static String ip(String words) throws IOException {
        return Command.ip(words.split(" ", -1));
    }

    /** Runs a program inside a namespace. */
    public static ProcessResult run(String namespace, String... command) throws IOException {
        List<String> words = Stream.concat(Stream.of("ip", "netns", "exec", namespace), Arrays.stream(command))
                .toList();
        return Command.run(words, Duration.ofSeconds(20));
    }

    public static PcapNic open(String namespace, String interfaceName, PcapOptions options) throws IOException {
        return Namespaces.callIn(namespace, () -> PcapNic.open(interfaceName, options));
    }

    /** With the namespaces go the interfaces in them. */
    @Override
    public void close() throws IOException {
        Deque<String> left = new ArrayDeque<>(namespaces);
        while (!left.isEmpty()) Command.ip("netns", "del", left.removeLast());
    }
}
