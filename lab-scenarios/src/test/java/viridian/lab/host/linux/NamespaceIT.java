package viridian.lab.host.linux;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.host.linux.PingOutcome.Answer;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.PcapNic;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.EnvironmentLacks;
import viridian.vswitch.nic.linux.HostAddresses;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

@NeedsRoot
@NeedsTool({"ip", "ping", "tcpdump"})
class NamespaceIT {

    @TempDir
    Path root;

    private LinuxLab lab;

    @BeforeEach
    void begin() throws IOException {
        lab = LinuxLab.open(root, "it-" + ProcessHandle.current().pid());
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        lab.close();
        String prefix = "vl-" + lab.id();
        assertTrue(Namespaces.names().stream().noneMatch(name -> name.startsWith(prefix)));
        assertTrue(Link.names().stream().noneMatch(name -> name.startsWith(prefix)));
        try (var entries = Files.list(root)) {
            assertEquals(List.of(), entries.toList());
        }
    }

    @Test
    void twoHostsWhoseCablesTheSwitchHoldsReachEachOtherByJumboFrames() throws IOException {
        Namespace web = lab.namespace("web");
        Namespace disks = lab.namespace("disks");
        VethPair one = lab.cable("nic1", 9_000, FarEnd.in(web, "eth0").withAddress("10.1.0.11/24"));
        VethPair two = lab.cable("nic2", 9_000, FarEnd.in(disks, "eth0").withAddress("10.1.0.50/24"));
        try (PcapNic left = lab.hold(one.nearName(), PcapOptions.NO_LARGE_SENDS);
                PcapNic right = lab.hold(two.nearName(), PcapOptions.NO_LARGE_SENDS)) {
            left.start(right);
            right.start(left);
            PingOutcome outcome = Ping.to("10.1.0.50").whole(8_972).times(3).from(web);
            assertEquals(Answer.REPLY, outcome.answer());
            assertEquals(3, outcome.received());
            assertEquals(3, outcome.roundTripMillis().size());
            assertEquals(
                    Answer.TOO_LONG, Ping.to("10.1.0.50").whole(8_973).from(web).answer());
            assertEquals(Answer.UNREACHABLE, patient("10.1.0.77").from(web).answer());
            assertEquals(Answer.NO_ROUTE, Ping.to("10.9.0.1").from(web).answer());
        }
    }

    /** The kernel asks by ARP three times, a second apart, before it gives up. */
    private static Ping patient(String target) {
        return new Ping(target, 1, 56, false, Duration.ofMillis(200), Duration.ofSeconds(5));
    }

    @Test
    void tcpBetweenTwoHostsNeedsNobodyToFinishItsFrames() throws IOException {
        Namespace web = lab.namespace("web");
        Namespace disks = lab.namespace("disks");
        VethPair one = lab.cable("nic1", 1_500, FarEnd.in(web, "eth0").withAddress("10.1.0.11/24"));
        VethPair two = lab.cable("nic2", 1_500, FarEnd.in(disks, "eth0").withAddress("10.1.0.50/24"));
        try (PcapNic left = lab.hold(one.nearName(), PcapOptions.NO_LARGE_SENDS);
                PcapNic right = lab.hold(two.nearName(), PcapOptions.NO_LARGE_SENDS)) {
            left.start(right);
            right.start(left);
            assertEquals(1_000_000, tcpTransfer(web, disks, "10.1.0.50"));
            assertEquals(0, left.losses().damaged());
        }
    }

    private static int tcpTransfer(Namespace client, Namespace server, String address) throws IOException {
        var listening = server.in(
                () -> ServerSocketChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(address, 5001)));
        var sending = client.in(() -> SocketChannel.open(StandardProtocolFamily.INET));
        try (listening;
                sending) {
            sending.connect(new InetSocketAddress(address, 5001));
            Thread sender = Thread.ofPlatform().start(() -> writeAll(sending, new byte[1_000_000]));
            try (var accepted = listening.accept()) {
                ByteBuffer received = ByteBuffer.allocate(2_000_000);
                int read;
                do {
                    read = accepted.read(received);
                } while (read >= 0);
                sender.join();
                return received.position();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static void writeAll(SocketChannel to, byte[] bytes) {
        try {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) to.write(left);
            to.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onAWireEverybodyHearsEverything() throws IOException {
        Wire wire = lab.wire("nic0", 1_500);
        Namespace admin = lab.namespace("admin");
        Namespace other = lab.namespace("other");
        Namespace third = lab.namespace("third");
        wire.plug(admin, "eth0", "10.0.0.50/24", MacAddress.parse("02-00-00-00-00-50"));
        wire.plug(other, "eth0", "10.0.0.51/24", null);
        wire.plug(third, "eth0", null, null);
        assertEquals(Answer.REPLY, Ping.to("10.0.0.51").from(admin).answer());
        Path file = root.resolveSibling(lab.id() + ".pcap");
        try (Witness witness = Witness.listen(third, "eth0", file);
                PcapNic uplink = lab.hold(wire.uplinkName(), PcapOptions.NO_LARGE_SENDS)) {
            Heard heard = new Heard();
            uplink.start(heard);
            Ping.to("10.0.0.51").times(5).from(admin);
            await().until(() -> heard.ipv4 == 10);
            Witness.Testimony testimony = witness.stop();
            assertTrue(testimony.isComplete(), testimony.toString());
            assertTrue(testimony.captured() >= 10, testimony.toString());
            assertEquals(10, echoes(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static long echoes(Path file) throws IOException {
        ProcessResult read =
                Command.run(List.of("tcpdump", "-n", "-r", file.toString(), "icmp"), Duration.ofSeconds(10));
        return read.out().lines().count();
    }

    /** Counts what is not ARP. */
    private static final class Heard implements FrameSink {

        private volatile int ipv4;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        public boolean accept(Frame frame) {
            if (frame.etherType() == 0x0800) ipv4++;
            return true;
        }

        @Override
        public void flush() {}
    }

    @Test
    void aCableIsSilentUntilSomebodySpeaks() throws Exception {
        Namespace web = lab.namespace("web");
        VethPair cable = lab.cable("nic1", 1_500, FarEnd.in(web, "eth0").withAddress("10.1.0.11/24"));
        Path file = root.resolveSibling(lab.id() + ".pcap");
        try (Witness witness = Witness.listen(web, "eth0", file)) {
            Command.ip("link", "set", cable.nearName(), "down");
            Command.ip("link", "set", cable.nearName(), "up");
            Thread.sleep(1_500);
            assertEquals(0, witness.stop().captured());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void aHostsUdpSocketIsUsedFromOutside() throws IOException {
        Namespace web = lab.namespace("web");
        try (DatagramChannel one = web.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000));
                DatagramChannel two = web.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5001))) {
            one.send(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)), two.getLocalAddress());
            ByteBuffer heard = ByteBuffer.allocate(100);
            two.receive(heard);
            assertEquals("hello", new String(heard.array(), 0, heard.position(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void programsRunInAHostAndTellHowTheyEnded() throws IOException {
        Namespace web = lab.namespace("web");
        assertEquals(
                new ProcessResult(7, "seen\n", "said\n"),
                web.exec(List.of("sh", "-c", "echo seen; echo said >&2; exit 7"), Duration.ofSeconds(5)));
        assertEquals(
                ProcessResult.TIMED_OUT,
                web.exec(List.of("sleep", "60"), Duration.ofMillis(200)).exit());
        EnvironmentLacks lack =
                assertThrows(EnvironmentLacks.class, () -> web.exec(List.of("no-such-program"), Duration.ofSeconds(5)));
        assertEquals("the program 'no-such-program' is missing; apt-get install no-such-program", lack.getMessage());
    }

    @Test
    void aRunningProgramIsEndedByItsOwnNumber() throws IOException {
        Namespace web = lab.namespace("web");
        RunningProgram program = web.spawn(
                List.of("sh", "-c", "trap 'echo ended; exit 0' TERM; echo ready; while :; do sleep 0.05; done"));
        assertEquals("ready", program.awaitLine(line -> line.equals("ready"), Duration.ofSeconds(5)));
        assertTrue(program.isAlive());
        assertEquals(new ProcessResult(0, "ready\nended\n", ""), program.stop());
        assertFalse(program.isAlive());
        assertTrue(ProcessHandle.of(program.pid()).isEmpty());
    }

    @Test
    void aHostThatIsClosedEndsTheProgramsInIt() throws IOException {
        Namespace web = lab.namespace("web");
        RunningProgram program =
                web.spawn(List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        program.awaitLine(line -> line.equals("ready"), Duration.ofSeconds(5));
        web.close();
        web.close();
        assertFalse(Namespaces.exists(web.name()));
        await().until(() -> !program.isAlive());
    }

    @Test
    void whatLongNamesBecomeStaysWithinFifteenCharacters() throws IOException {
        Namespace web = lab.namespace("the web server of the second department");
        VethPair one = lab.cable("the first adapter of that server", 1_500, FarEnd.in(web, "eth0"));
        VethPair two = lab.cable("the second adapter of that server", 1_500, FarEnd.in(web, "eth1"));
        assertEquals(15, one.nearName().length());
        assertFalse(one.nearName().equals(two.nearName()));
    }

    @Test
    void whatCannotBeMadeLeavesTheRestToBeUndone() throws IOException {
        Namespace web = lab.namespace("web");
        lab.cable("nic1", 1_500, FarEnd.in(web, "eth0"));
        assertThrows(IOException.class, () -> lab.cable("nic2", 1_500, FarEnd.in(web, "eth0")));
        assertThrows(
                IOException.class,
                () -> lab.cable("nic3", 1_500, FarEnd.in(web, "eth1").withAddress("10.1.0.300/24")));
        assertThrows(IOException.class, () -> lab.namespace("web"));
    }

    @Test
    void aLabOfTheSameNameIsRefusedWhileThisOneLives() {
        IOException refused = assertThrows(IOException.class, () -> LinuxLab.open(root, lab.id()));
        assertEquals("there is a lab '" + lab.id() + "' already", refused.getMessage());
    }

    @Test
    void theHostsAddressesOnAHeldInterfaceComeBackAtTheEnd() throws IOException {
        Namespace web = lab.namespace("web");
        VethPair cable = lab.cable("nic1", 1_500, FarEnd.in(web, "eth0"));
        Command.ip("address", "add", "192.0.2.1/24", "dev", cable.nearName());
        try (LinuxLab second = LinuxLab.open(root, lab.id() + "b")) {
            assertEquals(
                    List.of("192.0.2.1/24"), second.takeOver(cable.nearName()).plain());
            assertEquals(List.of(), HostAddresses.of(cable.nearName()).plain());
        }
        assertEquals(List.of("192.0.2.1/24"), HostAddresses.of(cable.nearName()).plain());
    }
}
