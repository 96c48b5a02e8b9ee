package viridian.lab.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.lab.service.Town.ip;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.commons.net.tftp.TFTP;
import org.apache.commons.net.tftp.TFTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.host.linux.LinuxLab;
import viridian.lab.host.linux.Namespace;
import viridian.lab.host.linux.Wire;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** Our servers on a real kernel's sockets, and clients nobody here has written. */
class RealClientsIT {

    private static final Ipv4Address SERVER = ip("10.1.0.1");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final DhcpSettings SETTINGS = new DhcpSettings(
            SERVER,
            24,
            AddressRange.parse("10.1.0.100-10.1.0.199"),
            Map.of(),
            Optional.of(SERVER),
            List.of(),
            600,
            Optional.of("start.0"),
            Optional.empty());

    @TempDir
    Path place;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final byte[] content = new byte[100_000];
    private final TftpFiles files = new TftpFiles().with("start.0", content);

    RealClientsIT() {
        new SplittableRandom(1).nextBytes(content);
    }

    /** On the loopback interface, and on ports nobody needs a right for. */
    @Test
    void theTftpClientOfCommonsNetFetchesFilesAndIsRefusedOthers() throws IOException {
        Queue<Integer> opened = new ConcurrentLinkedQueue<>();
        ChannelPorts.Opener onLoopback = local -> {
            InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            DatagramChannel channel = DatagramChannel.open().bind(free);
            opened.add(channel.socket().getLocalPort());
            return channel;
        };
        try (ChannelPorts ports = new ChannelPorts(onLoopback, System::nanoTime);
                TFTPClient client = new TFTPClient()) {
            BootServer server = BootServer.begin(ports, SETTINGS, files, System::nanoTime, told::add);
            ports.run("serves", server);
            int tftp = List.copyOf(opened).get(1);
            client.open();
            for (int i = 0; i < 3; i++) assertArrayEquals(content, fetched(client, "start.0", tftp));
            assertThrows(IOException.class, () -> fetched(client, "../etc/passwd", tftp));
            assertThrows(
                    IOException.class,
                    () -> client.sendFile(
                            "mine", TFTP.BINARY_MODE, new ByteArrayInputStream(content), "127.0.0.1", tftp));
        }
    }

    private static byte[] fetched(TFTPClient client, String name, int port) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        client.receiveFile(name, TFTP.BINARY_MODE, out, "127.0.0.1", port);
        return out.toByteArray();
    }

    @Test
    @NeedsRoot
    @NeedsTool({"ip", "busybox"})
    void busyboxGetsAnAddressAndTheFileItIsTold() throws IOException {
        Path script = Files.writeString(place.resolve("bound"), """
                #!/bin/sh
                [ "$1" = bound ] || exit 0
                ip address add "$ip/$mask" dev "$interface"
                echo "bound $ip/$mask router $router from $serverid boots $bootfile of $siaddr lease $lease"
                """);
        assertTrue(script.toFile().setExecutable(true));
        try (LinuxLab lab = LinuxLab.open("boot-it")) {
            Wire wire = lab.wire("nic0", 1500);
            Namespace serving = lab.namespace("depot");
            Namespace client = lab.namespace("client");
            wire.plug(serving, "eth0", SERVER + "/24", null);
            wire.plug(client, "eth0", null, null);
            serving.ip("route", "add", "255.255.255.255", "dev", "eth0");
            try (ChannelPorts ports = new ChannelPorts(serving::udp, System::nanoTime)) {
                BootServer server = BootServer.begin(ports, SETTINGS, files, System::nanoTime, told::add);
                ports.run("serves", server);
                boot(client, script);
            }
        }
        assertTrue(told.stream().anyMatch(line -> line.startsWith("sent start.0 to 10.1.0.1")), told.toString());
    }

    private void boot(Namespace client, Path script) throws IOException {
        ProcessResult asked = client.exec(
                List.of(
                        "busybox",
                        "udhcpc",
                        "-f",
                        "-q",
                        "-n",
                        "-i",
                        "eth0",
                        "-V",
                        "PXEClient",
                        "-O",
                        "bootfile",
                        "-s",
                        script.toString()),
                PATIENCE);
        String bound = "(?s).*bound 10\\.1\\.0\\.1[0-9]{2}/24 router 10\\.1\\.0\\.1 from 10\\.1\\.0\\.1"
                + " boots start\\.0 of 10\\.1\\.0\\.1 lease 600.*";
        assertTrue(asked.out().matches(bound), asked.toString());
        Path got = place.resolve("got");
        ProcessResult fetched = client.exec(
                List.of(
                        "busybox",
                        "tftp",
                        "-g",
                        "-b",
                        "1400",
                        "-r",
                        "start.0",
                        "-l",
                        got.toString(),
                        SERVER.toString()),
                PATIENCE);
        assertEquals(0, fetched.exit(), fetched.toString());
        assertArrayEquals(content, Files.readAllBytes(got));
    }
}
