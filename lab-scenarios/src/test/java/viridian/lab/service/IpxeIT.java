package viridian.lab.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.host.qemu.NeedsGuestKernel;
import viridian.offload.stack.HostStack;
import viridian.offload.stack.NetworkInterface;
import viridian.offload.wire.Ipv4Address;
import viridian.partitions.ProcessorThread;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Cable;
import viridian.vswitch.nic.SocketNic;
import viridian.vswitch.testing.NeedsTool;

/** Our servers, and iPXE on a machine of QEMU's: real firmware, through the switch. */
@NeedsTool("qemu-system-x86_64")
@NeedsGuestKernel
class IpxeIT {

    private static final Ipv4Address SERVER = Ipv4Address.parse("10.1.0.1");
    private static final MacAddress MAC = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress CLIENT = MacAddress.parse("00-15-5D-00-00-02");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path place;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    private static DhcpSettings settings() {
        return new DhcpSettings(
                SERVER,
                24,
                AddressRange.parse("10.1.0.100-10.1.0.199"),
                Map.of(CLIENT, Ipv4Address.parse("10.1.0.7")),
                Optional.of(SERVER),
                List.of(),
                600,
                Optional.of("start.0"),
                Optional.of(BootServer.url(SERVER, "boot.ipxe")));
    }

    @Test
    void ipxeIsTakenForWhatItIsAndFetchesItsScriptAndAFile() throws Exception {
        String script = """
                #!ipxe
                imgfetch %s && echo has ${net0/ip} and a file of ${net0/next-server}
                shell
                """.formatted(BootServer.url(SERVER, "large"));
        TftpFiles files = new TftpFiles()
                .with("boot.ipxe", script.getBytes(StandardCharsets.UTF_8))
                .with("large", new byte[2_000_000]);
        Path console = place.resolve("console");
        try (ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
                ProcessorThread processor = new ProcessorThread("depot");
                VirtualSwitch link = new VirtualSwitch(SwitchSettings.named("link"), System::nanoTime)) {
            Cable cable = new Cable(MAC, MAC, 1514, processor);
            link.plug(PortSettings.guest("depot"), cable.left());
            HostStack stack = new HostStack(System::nanoTime, 1);
            processor.execute(() -> serve(stack, cable, files, ticker, processor));
            Path socket = place.resolve("s");
            link.plug(
                    PortSettings.guest("machine").withAddress(CLIENT),
                    SocketNic.listen(UnixDomainSocketAddress.of(socket)));
            Process qemu = start(socket, console);
            try {
                await().atMost(PATIENCE).until(() -> text(console).contains("a file of 10.1.0.1"));
            } finally {
                qemu.destroyForcibly().waitFor();
            }
        }
        assertTrue(text(console).contains("has 10.1.0.7 and a file of 10.1.0.1"), () -> text(console));
        assertTrue(
                told.stream().anyMatch(line -> line.startsWith("sent large to 10.1.0.7: 2000000 bytes")),
                told::toString);
    }

    private void serve(
            HostStack stack, Cable cable, TftpFiles files, ScheduledExecutorService ticker, ProcessorThread processor) {
        try {
            NetworkInterface on = stack.attach(cable.right(), SERVER, 24, 1500);
            StackPorts ports = new StackPorts(stack, on);
            BootServer server = BootServer.begin(ports, settings(), files, System::nanoTime, told::add);
            Runnable poll = () -> {
                stack.poll(System.nanoTime());
                server.poll(System.nanoTime());
            };
            ticker.scheduleAtFixedRate(() -> processor.execute(poll), 10, 10, TimeUnit.MILLISECONDS);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** QEMU's own card of the tulip family; its text goes to the serial port where there are no graphics. */
    private Process start(Path socket, Path console) throws IOException {
        return new ProcessBuilder(
                        "nice",
                        "qemu-system-x86_64",
                        "-accel",
                        "tcg",
                        "-machine",
                        "pc,graphics=off",
                        "-m",
                        "128",
                        "-nodefaults",
                        "-display",
                        "none",
                        "-no-reboot",
                        "-kernel",
                        "/usr/lib/ipxe/ipxe.lkrn",
                        "-netdev",
                        "stream,id=n0,server=off,addr.type=unix,addr.path=" + socket,
                        "-device",
                        "tulip,netdev=n0,mac=" + CLIENT.toString().replace('-', ':'),
                        "-serial",
                        "file:" + console)
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("qemu").toFile())
                .start();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException none) {
            return "nothing was written: " + none;
        }
    }
}
