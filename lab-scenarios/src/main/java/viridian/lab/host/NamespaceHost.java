package viridian.lab.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import viridian.lab.check.Answers;
import viridian.lab.check.Arrived;
import viridian.lab.host.linux.Namespace;
import viridian.lab.host.linux.Ping;
import viridian.lab.host.linux.PingOutcome;
import viridian.lab.service.BootServer;
import viridian.lab.service.ChannelPorts;
import viridian.lab.service.DhcpSettings;
import viridian.lab.service.TftpFiles;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.PcapNic;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.nic.linux.ProcessResult;

/** A machine that is a Linux network namespace: the kernel's own stack, and real programs. */
public final class NamespaceHost implements CommandHost, ServingHost {

    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Namespace namespace;
    private final Map<AdapterName, String> interfaces;
    private final Served served = new Served();
    private Optional<ChannelPorts> serving = Optional.empty();
    private final Map<AdapterName, Nic> rawNics = new HashMap<>();

    /** @param interfaces what each adapter is called inside the namespace */
    public NamespaceHost(String name, Namespace namespace, Map<AdapterName, String> interfaces) {
        this.name = name;
        this.namespace = namespace;
        this.interfaces = Map.copyOf(interfaces);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Answers ping(Action.Ping ping, Ipv4Address to) throws IOException {
        Ping request = Ping.to(to.toString()).times(ping.count()).within(Duration.ofMillis((long)
                (ping.withinSeconds() * 1000)));
        Ping sized = ping.fragment() ? request.cut(ping.size()) : request.whole(ping.size());
        PingOutcome outcome = sized.from(namespace);
        return PingAnswers.of(outcome, ping.count());
    }

    @Override
    public DatagramCounter count(int port) throws IOException {
        DatagramChannel channel = namespace.udp(new InetSocketAddress(port));
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
        ArrivalClock arrived = new ArrivalClock(System::nanoTime);
        Thread counting =
                Thread.ofPlatform().daemon().name("counts datagrams at " + name).start(() -> count(channel, arrived));
        return new DatagramCounter() {
            @Override
            public Arrived look() {
                return arrived.look();
            }

            @Override
            public void close() {
                NamespaceHost.close(channel);
                // As long as a thread is inside the system waiting for a datagram, the port is taken.
                awaitEnd(counting);
            }
        };
    }

    private static void count(DatagramChannel channel, ArrivalClock arrived) {
        ByteBuffer datagram = ByteBuffer.allocateDirect(1 << 16);
        try {
            while (channel.receive(datagram.clear()) != null) arrived.tick();
        } catch (IOException closed) {
            // Whoever counted has closed the channel.
        }
    }

    private static void awaitEnd(Thread counting) {
        try {
            counting.join(COMMAND_PATIENCE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException trouble) {
            throw new IllegalStateException("a datagram socket did not close", trouble);
        }
    }

    @Override
    public int stream(Action.Stream stream, Ipv4Address to) throws IOException, InterruptedException {
        InetSocketAddress target = new InetSocketAddress(to.toString(), stream.port());
        ByteBuffer payload = ByteBuffer.allocateDirect(stream.size());
        Pace pace = new Pace(stream.perSecond());
        int sent = 0;
        try (DatagramChannel channel = namespace.udp(new InetSocketAddress(0))) {
            for (int left = stream.datagrams(); left > 0; left -= pace.burst()) {
                for (int i = Math.min(left, pace.burst()); i > 0; i--) {
                    if (channel.send(payload.clear(), target) > 0) sent++;
                }
                pace.rest();
            }
        }
        return sent;
    }

    @Override
    public void say(AdapterName by, Frame frame) throws IOException {
        Nic nic = rawNic(by);
        if (!nic.accept(frame)) throw new IOException(by + " did not take a frame");
        nic.flush();
    }

    /** An adapter's interface inside the namespace, opened to send frames the kernel would not. */
    private synchronized Nic rawNic(AdapterName adapter) throws IOException {
        Nic open = rawNics.get(adapter);
        if (open != null) return open;
        String interfaceName = interfaces.get(adapter);
        if (interfaceName == null) throw new IOException("host " + name + " has no adapter " + adapter);
        Nic nic = namespace.in(() -> PcapNic.open(interfaceName, PcapOptions.NO_LARGE_SENDS));
        rawNics.put(adapter, nic);
        return nic;
    }

    @Override
    public ProcessResult run(String command) throws IOException {
        try {
            return namespace.exec(List.of("sh", "-c", command), COMMAND_PATIENCE);
        } catch (InterruptedIOException ended) {
            Thread.currentThread().interrupt();
            throw ended;
        }
    }

    @Override
    public synchronized void serve(AdapterName on, DhcpSettings settings, TftpFiles files) throws IOException {
        String interfaceName = interfaces.get(on);
        if (interfaceName == null) throw new IOException("host " + name + " has no adapter " + on);
        // A kernel sends to all on a link only where a route says which.
        namespace.ip("route", "add", "255.255.255.255", "dev", interfaceName);
        ChannelPorts ports = new ChannelPorts(namespace::udp, System::nanoTime);
        serving = Optional.of(ports);
        ports.run(name + " serves", BootServer.begin(ports, settings, files, System::nanoTime, served::add));
    }

    @Override
    public List<String> served() {
        return served.all();
    }

    /** Takes its interfaces down: a kernel goes on asking by ARP for some seconds. The namespace stays. */
    @Override
    public synchronized void close() throws IOException {
        if (serving.isPresent()) serving.get().close();
        serving = Optional.empty();
        rawNics.values().forEach(Nic::close);
        for (String interfaceName : interfaces.values()) namespace.ip("link", "set", interfaceName, "down");
    }
}
