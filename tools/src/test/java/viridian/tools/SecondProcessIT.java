package viridian.tools;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.synthetic.AdapterCounters;
import viridian.tools.child.ChildNic;
import viridian.vswitch.DropReason;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** Our driver in a process of its own meets our host in this one, through a file; nothing else is between them. */
class SecondProcessIT {

    private static final MacAddress STATION = MacAddress.parse("02-00-00-00-00-99");
    private static final String FIRST = "00-15-5D-01-02-01";
    private static final String SECOND = "00-15-5D-01-02-02";
    private static final String NEWEST = "0x60001";
    private static final int JUMBO = 9014;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final VirtualSwitch lab = new VirtualSwitch(SwitchSettings.named("lab"), System::nanoTime);
    private final RecordingNic station = new RecordingNic(STATION, JUMBO);
    private final Random random = new Random(1);

    /** A process, and the port of the switch that leads to it. */
    private record Child(SecondProcess process, ChildNic nic, Port port) implements AutoCloseable {

        MacAddress address() {
            return nic.address();
        }

        @Override
        public void close() throws InterruptedException {
            process.close();
        }
    }

    @BeforeEach
    void plugStation() {
        lab.plug(PortSettings.network("station").withMaxFrame(JUMBO), station);
    }

    @AfterEach
    void unplug() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({"0x2, 1514", "0x60001, 9014"})
    void framesComeBackAsTheyWentAndBothSidesCountThem(String nvsp, int longest) throws Exception {
        try (Child child = begin(FIRST, nvsp, longest)) {
            assertEquals("ready %s %d".formatted(FIRST, longest), child.process.awaitLine("ready"));
            for (int round = 0; round < 100; round++) {
                exchange(child, 60);
                exchange(child, 60 + random.nextInt(longest - 60));
                exchange(child, longest);
            }
            agree(child, 300);
            assertEquals(0, child.process.end());
            await().atMost(PATIENCE).until(() -> !child.nic.isUp());
            assertNull(child.nic.failure());
        }
    }

    @Test
    void manyFramesAtOnceKeepTheirOrder() throws Exception {
        try (Child child = begin(FIRST, NEWEST, 1514)) {
            List<Frame> sent = random.ints(30, 60, 1514)
                    .mapToObj(length -> frame(child, length))
                    .toList();
            station.saysTogether(sent.toArray(Frame[]::new));
            await().atMost(PATIENCE).until(() -> station.heard().size() == sent.size());
            List<Frame> heard = station.takeHeard();
            for (int i = 0; i < sent.size(); i++) assertAnswer(sent.get(i), heard.get(i));
            agree(child, sent.size());
        }
    }

    @Test
    void aProcessThatIsKilledTakesNobodyWithIt() throws Exception {
        try (Child doomed = begin(FIRST, NEWEST, 1514);
                Child other = begin(SECOND, NEWEST, 1514)) {
            exchange(doomed, 1000);
            exchange(other, 1000);
            for (int i = 0; i < 20; i++) station.says(frame(doomed, 1514));
            doomed.process.kill();
            fill(doomed);
            exchange(other, 1000);
            doomed.port.unplug();
            doomed.nic.close();
            exchange(other, 1000);
        }
        try (Child next = begin(FIRST, NEWEST, 1514)) {
            exchange(next, 1000);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "put up 0 3          | 0x3 is no index into a ring of 65536 bytes",
                "put up 0 -8         | 0xfffffff8 is no index into a ring of 65536 bytes",
                "put up 0 65536      | 0x10000 is no index into a ring of 65536 bytes",
                "put up 0 65528      | a packet of 0 bytes where ",
                "put down 4 4        | 0x4 is no index into a ring of 65536 bytes",
                "put down 4 0x7ffff8 | 0x7ffff8 is no index into a ring of 65536 bytes",
            })
    void aProcessThatWritesNonsenseIsNotListenedToAnyMore(String order, String reason) throws Exception {
        try (Child hostile = begin(FIRST, NEWEST, 1514);
                Child other = begin(SECOND, NEWEST, 1514)) {
            exchange(hostile, 500);
            hostile.process.ask(order, "put");
            await().atMost(PATIENCE).until(() -> isBroken(hostile));
            assertTrue(String.valueOf(hostile.nic.failure()).contains(reason), hostile.nic.failure());
            assertFalse(hostile.nic.isUp());
            exchange(other, 500);
            assertNull(other.nic.failure());
            assertTrue(hostile.process.isAlive(), hostile.process.output());
        }
    }

    @Test
    @NeedsRoot
    @NeedsTool({"ip", "ping"})
    void aKernelPingsTheDriverThroughTheCommand() throws Exception {
        String namespace = "vsp" + ProcessHandle.current().pid();
        Command.ip("netns", "add", namespace);
        try (SecondProcess process = SecondProcess.start(folder.resolve("pinged"), NEWEST, FIRST, 1514);
                LabProcess command = attach(process.descriptor(), namespace)) {
            process.awaitLine("ready");
            assertTrue(ping(namespace, "-c", "5", "-i", "0.2").succeeded());
            assertTrue(ping(namespace, "-c", "100", "-i", "0.01", "-s", "1400").succeeded());
            ProcessResult ended = command.terminate();
            assertEquals(0, ended.exit(), ended.err());
            // Only now: a kernel has something to say at any time.
            String[] counts = process.ask("counts", "counts").split(" ", -1);
            assertArrayEquals(new String[] {counts[2], counts[7]}, counted(ended), ended.out());
        } finally {
            Command.ip("netns", "del", namespace);
        }
    }

    private LabProcess attach(Path descriptor, String namespace) throws IOException {
        String tap = "vs" + ProcessHandle.current().pid();
        LabProcess command = LabProcess.start(
                        folder, "attach-child", "--descriptor", descriptor.toString(), "--network", "tap:" + tap)
                .awaitOutput("ready");
        Command.ip("link", "set", tap, "netns", namespace);
        Command.ip("-n", namespace, "address", "add", "10.95.0.1/24", "dev", tap);
        Command.ip("-n", namespace, "link", "set", tap, "up");
        Command.ip("-n", namespace, "neigh", "add", "10.95.0.9", "lladdr", FIRST.replace('-', ':'), "dev", tap);
        return command;
    }

    private static ProcessResult ping(String namespace, String... options) throws IOException {
        List<String> command = Stream.of(
                        Stream.of("ip", "netns", "exec", namespace, "ping", "-W", "3"),
                        Arrays.stream(options),
                        Stream.of("10.95.0.9"))
                .flatMap(words -> words)
                .toList();
        return Command.run(command, Duration.ofSeconds(10));
    }

    /** From the child and to it, as its row of the table at the end has it. */
    private static String[] counted(ProcessResult ended) {
        List<String> rows = ended.out().lines().toList();
        int heading = 0;
        while (!rows.get(heading).contains("from child")) heading++;
        String[] row = rows.get(heading + 1).split("\\s{2,}", -1);
        return Arrays.copyOfRange(row, 2, 4);
    }

    /** What the child did to its ring is found when the host next has something to write there, at the latest. */
    private boolean isBroken(Child child) {
        station.says(frame(child, 60));
        return child.nic.failure() != null;
    }

    /** Starts a process, takes hold of its channel, and waits until frames can go both ways. */
    private Child begin(String mac, String nvsp, int longest) throws Exception {
        SecondProcess process = SecondProcess.start(folder.resolve(mac), nvsp, mac, longest);
        try {
            ChildNic nic = ChildNic.open(process.descriptor(), longest);
            Port port = lab.plug(PortSettings.guest(mac).withMaxFrame(longest), nic);
            Child child = new Child(process, nic, port);
            await().atMost(PATIENCE).until(() -> !heardFrom(child).isEmpty());
            station.takeHeard();
            return child;
        } catch (IOException | RuntimeException | Error never) {
            process.close();
            throw never;
        }
    }

    /** A frame goes to the child, and its answer comes. */
    private void exchange(Child child, int length) {
        station.takeHeard();
        Frame sent = frame(child, length);
        assertTrue(station.says(sent));
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(() -> !heardFrom(child).isEmpty());
        List<Frame> heard = heardFrom(child);
        assertEquals(1, heard.size());
        assertAnswer(sent, heard.getFirst());
    }

    /** Without what others had said before they were ended. */
    private List<Frame> heardFrom(Child child) {
        return station.heard().stream()
                .filter(frame -> frame.source() == child.address().bits())
                .toList();
    }

    private Frame frame(Child child, int length) {
        byte[] payload = new byte[length - Frame.HEADER_BYTES];
        random.nextBytes(payload);
        return FrameBuilder.frame(STATION, child.address()).payload(payload).build();
    }

    private static void assertAnswer(Frame sent, Frame heard) {
        assertEquals(sent.source(), heard.destination());
        assertEquals(sent.destination(), heard.source());
        assertArrayEquals(fromType(sent), fromType(heard));
    }

    private static byte[] fromType(Frame frame) {
        return frame.bytes().asSlice(12).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The process has greeted once, and answered what it was sent. */
    private static void agree(Child child, int exchanged) throws IOException {
        AdapterCounters host = child.nic.counters();
        await().atMost(PATIENCE).until(() -> host.received() == exchanged + 1);
        assertEquals(exchanged, host.sent());
        assertEquals(host.sentBytes() + FrameBuilder.SHORTEST, host.receivedBytes());
        assertEquals(exchanged, child.port.counters().sent().frames());
        assertEquals(exchanged + 1, child.port.counters().received().frames());
        assertEquals(
                "counts sent %d of %d bytes, received %d of %d bytes"
                        .formatted(host.received(), host.receivedBytes(), host.sent(), host.sentBytes()),
                child.process.ask("counts", "counts"));
    }

    /** Frames that nobody fetches are dropped once its ring or buffer is full, and counted. */
    private void fill(Child dead) {
        long before = dead.port.counters().droppedOutgoing().frames(DropReason.RESOURCES);
        for (int i = 0; i < 2000; i++) station.says(frame(dead, 1514));
        assertTrue(dead.port.counters().droppedOutgoing().frames(DropReason.RESOURCES) > before);
        assertNull(dead.nic.failure());
    }
}
