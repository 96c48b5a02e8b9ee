package viridian.vswitch.multicast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.file.Files;
import java.nio.file.Path;
import viridian.vswitch.nic.PatchPanel;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.ProcessResult;

/** A Linux host in a namespace: a socket of its kernel that joins groups, hears them and sends to them. */
final class KernelHost implements AutoCloseable {

    private static final int PORT = 5_007;
    private static final int HOPS = 4;

    private final NetworkInterface adapter;
    private final DatagramChannel socket;

    /** Gives the namespace's interface addresses of both versions, and opens a socket of one of them there. */
    KernelHost(String namespace, String interfaceName, int number, boolean ipv4) throws IOException {
        // A frame is carried as it is: the kernel is to finish its checksums itself.
        ProcessResult finished = PatchPanel.run(namespace, "ethtool", "-K", interfaceName, "tx", "off");
        if (!finished.succeeded()) throw new IOException(finished.err());
        PatchPanel.ip("-n %s address add 10.78.0.%d/24 dev %s".formatted(namespace, number, interfaceName));
        Namespaces.callIn(namespace, () -> {
            Path conf = Path.of("/proc/sys/net/ipv6/conf", interfaceName);
            Files.writeString(conf.resolve("accept_dad"), "0"); // an address that can be used at once
            Files.writeString(conf.resolve("disable_ipv6"), "0");
            return true;
        });
        PatchPanel.ip("-n %s address add 2001:db8::%d/64 dev %s nodad".formatted(namespace, number, interfaceName));
        adapter = Namespaces.callIn(namespace, () -> NetworkInterface.getByName(interfaceName));
        socket = Namespaces.callIn(namespace, () -> open(ipv4));
    }

    private DatagramChannel open(boolean ipv4) throws IOException {
        DatagramChannel opened =
                DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        opened.setOption(StandardSocketOptions.IP_MULTICAST_IF, adapter);
        opened.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
        opened.bind(new InetSocketAddress(PORT));
        opened.configureBlocking(false);
        return opened;
    }

    MembershipKey join(String group) throws IOException {
        return socket.join(InetAddress.ofLiteral(group), adapter);
    }

    MembershipKey join(String group, String source) throws IOException {
        return socket.join(InetAddress.ofLiteral(group), adapter, InetAddress.ofLiteral(source));
    }

    void send(String group) throws IOException {
        socket.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), new InetSocketAddress(InetAddress.ofLiteral(group), PORT));
    }

    /** How many datagrams have arrived since it was last asked. */
    int heard() throws IOException {
        int count = 0;
        while (socket.receive(ByteBuffer.allocate(16)) != null) count++;
        return count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
