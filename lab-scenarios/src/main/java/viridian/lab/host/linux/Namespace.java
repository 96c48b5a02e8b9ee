package viridian.lab.host.linux;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.ProcessResult;

/** A host that is a network namespace (network_namespaces(7)): a kernel stack of its own, and any program can run on it. */
public final class Namespace implements AutoCloseable {

    private final String name;
    private final LinuxLab.Undo undo;

    Namespace(String name, LinuxLab.Undo undo) {
        this.name = name;
        this.undo = undo;
    }

    static void make(String name) throws IOException {
        Command.ip("netns", "add", name);
        Namespaces.callIn(name, () -> {
            withoutIpv6("all");
            withoutIpv6("default");
            return true;
        });
        Command.ip("-n", name, "link", "set", "lo", "up");
    }

    /** A host that configures itself would speak where a test listens for silence. */
    private static void withoutIpv6(String scope) throws IOException {
        Path off = Path.of("/proc/sys/net/ipv6/conf", scope, "disable_ipv6");
        if (Files.exists(off)) Files.writeString(off, "1");
    }

    /** Its name, as {@code ip netns list} shows it. */
    public String name() {
        return name;
    }

    /** Runs a program in here to its end, or until the time is up: then it is ended. */
    public ProcessResult exec(List<String> command, Duration timeout) throws IOException {
        return Command.run(inHere(command), timeout);
    }

    /** Starts a program in here that runs until it is stopped. */
    public RunningProgram spawn(List<String> command) throws IOException {
        return new RunningProgram(command.getFirst(), Command.start(inHere(command)));
    }

    // "ip netns exec" becomes the program: the process has the program's own number.
    private List<String> inHere(List<String> command) throws IOException {
        Command.requireInstalled(command.getFirst());
        return Stream.concat(Stream.of("ip", "netns", "exec", name), command.stream())
                .toList();
    }

    /** A UDP socket of this host's kernel, to be used from any thread. */
    public DatagramChannel udp(InetSocketAddress local) throws IOException {
        // What the first channel of a process starts must not start in there, for it would keep the namespace for ever.
        DatagramChannel.open(StandardProtocolFamily.INET).close();
        return in(() -> DatagramChannel.open(StandardProtocolFamily.INET).bind(local));
    }

    /** Does something in here that opens what then keeps this namespace; see {@link Namespaces#callIn}. */
    public <T> T in(Namespaces.Call<T> call) throws IOException {
        return Namespaces.callIn(name, call);
    }

    /** Runs {@code ip} on this host's interfaces, addresses and routes. */
    public String ip(String... words) throws IOException {
        return Command.ip(
                Stream.concat(Stream.of("-n", name), Arrays.stream(words)).toArray(String[]::new));
    }

    /** Ends the programs in here and removes the namespace. */
    @Override
    public void close() throws IOException {
        undo.close();
    }
}
