package viridian.vswitch.nic;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** A switch's namespace with the near ends of two cables, and a namespace for each far end. */
@NeedsRoot
@NeedsTool({"ip", "ping", "ethtool"})
class PcapNicIT {

    /** A type for experiments (IEEE 802, local experimental EtherType 1): no stack answers it. */
    private static final int EXPERIMENT = 0x88B5;

    private static final int JUMBO = 9_000;

    private final PatchPanel panel = new PatchPanel();
    private String core = "";
    private String left = "";
    private String right = "";

    @BeforeEach
    void lay() throws IOException {
        core = panel.namespace("core");
        left = panel.namespace("left");
        right = panel.namespace("right");
        panel.cable(core, "near1", left, "far1", JUMBO);
        panel.cable(core, "near2", right, "far2", JUMBO);
    }

    @AfterEach
    void takeUp() throws IOException {
        panel.close();
    }

    @Test
    void framesOfEveryLengthCrossByteForByteInBothDirections() throws IOException {
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY);
                PcapNic far = PatchPanel.open(left, "far1", PcapOptions.ANY)) {
            HeardFrames heardNear = started(near);
            HeardFrames heardFar = started(far);
            for (int length : List.of(60, 61, 64, 590, 1514, 9000, 9014)) {
                assertTrue(near.accept(frame(length, Frame.UNTAGGED)));
                assertTrue(far.accept(frame(length, Frame.UNTAGGED)));
            }
            awaitExperiments(heardFar, 7);
            awaitExperiments(heardNear, 7);
            for (HeardFrames heard : List.of(heardFar, heardNear)) {
                for (Frame frame : heard.ofType(EXPERIMENT)) {
                    assertArrayEquals(bytes(frame(frame.length(), Frame.UNTAGGED)), bytes(frame));
                }
            }
            assertEquals(new PcapLosses(0, 0, 0, 0), near.losses());
        }
    }

    @Test
    void whatWasSentHereIsNotSeenAgain() throws IOException {
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY);
                PcapNic far = PatchPanel.open(left, "far1", PcapOptions.ANY)) {
            HeardFrames heardNear = started(near);
            HeardFrames heardFar = started(far);
            for (int i = 0; i < 100; i++) near.accept(frame(100, Frame.UNTAGGED));
            awaitExperiments(heardFar, 100);
            far.accept(frame(60, Frame.UNTAGGED));
            awaitExperiments(heardNear, 1);
            assertEquals(1, heardNear.frames().size());
        }
    }

    @Test
    void whatTheHostItselfSendsOnTheInterfaceDoesNotEnter() throws IOException {
        PatchPanel.ip("-n " + left + " address add 10.77.0.1/24 dev far1");
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY);
                PcapNic far = PatchPanel.open(left, "far1", PcapOptions.ANY)) {
            HeardFrames heardNear = started(near);
            HeardFrames heardFar = started(far);
            PatchPanel.run(left, "ping", "-c", "1", "-W", "1", "10.77.0.2");
            await().until(() -> !heardNear.ofType(0x0806).isEmpty());
            assertEquals(List.of(), heardFar.frames());
        }
    }

    @Test
    void theTagTravelsBesideTheBytesAndOnTheWireBetweenThem() throws IOException {
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY);
                PcapNic far = PatchPanel.open(left, "far1", PcapOptions.ANY)) {
            HeardFrames heard = started(far);
            assertTrue(near.accept(frame(60, 0x6064)));
            assertTrue(near.accept(frame(9014, 0xE001)));
            awaitExperiments(heard, 2);
            assertEquals(0x6064, heard.ofType(EXPERIMENT).getFirst().tag());
            assertEquals(0xE001, heard.ofType(EXPERIMENT).getLast().tag());
            assertArrayEquals(
                    bytes(frame(9014, 0)), bytes(heard.ofType(EXPERIMENT).getLast()));
        }
    }

    @Test
    @NeedsTool("tcpdump")
    void anIndependentWitnessReadsTheTag() throws Exception {
        Process witness = Command.start(List.of(
                "ip", "netns", "exec", left, "tcpdump", "-i", "far1", "-c", "1", "-e", "-n", "-xx", "-Z", "root"));
        try (BufferedReader news = witness.errorReader();
                PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY)) {
            assertTrue(news.lines().anyMatch(line -> line.contains("listening on")));
            near.accept(frame(60, 0x6064));
            assertTrue(witness.waitFor(10, TimeUnit.SECONDS));
            String read = new String(witness.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(read.contains("ethertype 802.1Q (0x8100), length 64: vlan 100, p 3"), read);
            assertTrue(read.contains("5e00 0002 8100 6064"), read);
        } finally {
            witness.destroy();
        }
    }

    @Test
    void aShortFrameIsPaddedOnTheWire() throws IOException {
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY);
                PcapNic far = PatchPanel.open(left, "far1", PcapOptions.ANY)) {
            HeardFrames heard = started(far);
            near.accept(frame(20, Frame.UNTAGGED));
            awaitExperiments(heard, 1);
            byte[] expected = Arrays.copyOf(bytes(frame(20, Frame.UNTAGGED)), 60);
            assertArrayEquals(expected, bytes(heard.frames().getFirst()));
        }
    }

    @Test
    void aFrameLongerThanTheInterfaceCarriesIsRefused() throws IOException {
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY)) {
            assertEquals(9_014, near.maxFrame());
            assertFalse(near.accept(frame(9_015, Frame.UNTAGGED)));
            assertEquals(0, near.losses().unsent());
        }
    }

    @Test
    void aLargeSendOfTheFarKernelArrivesWhole() throws IOException {
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY)) {
            HeardFrames heard = started(near);
            largeSend(left, near);
            await().until(() -> heard.ofType(0x0800).stream().anyMatch(frame -> frame.length() > 40_000));
            for (Frame frame : heard.ofType(0x0800)) {
                assertEquals(BigEndian.u16(frame.bytes(), 16) + 14, frame.length());
            }
            assertEquals(0, near.losses().damaged());
        }
    }

    @Test
    void whereNoLargeSendIsExpectedOneIsCountedAsDamagedAndNotHandedIn() throws IOException {
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.NO_LARGE_SENDS)) {
            HeardFrames heard = started(near);
            largeSend(left, near);
            await().until(() -> near.losses().damaged() > 0);
            assertTrue(heard.frames().stream().allMatch(frame -> frame.length() <= near.maxFrame()));
        }
    }

    @Test
    void twoInterfacesJoinedByPlainCodeCarryAPingWithJumboFrames() throws IOException {
        PatchPanel.ip("-n " + left + " address add 10.77.0.1/24 dev far1");
        PatchPanel.ip("-n " + right + " address add 10.77.0.2/24 dev far2");
        try (PcapNic one = PatchPanel.open(core, "near1", PcapOptions.ANY);
                PcapNic two = PatchPanel.open(core, "near2", PcapOptions.NO_LARGE_SENDS)) {
            one.start(two);
            two.start(one);
            ProcessResult ping = PatchPanel.run(
                    left, "ping", "-c", "50", "-i", "0.01", "-s", "8972", "-M", "do", "-W", "2", "10.77.0.2");
            assertEquals(0, ping.exit(), ping.out() + ping.err());
            assertTrue(ping.out().contains(" 50 received"), ping.out());
        }
    }

    @Test
    void offloadsAreOffWhileHeldAndAfterwardsAsTheyWere() throws IOException {
        String before = features();
        assertTrue(before.contains("tcp-segmentation-offload: on"), before);
        PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY);
        String held = features();
        near.close();
        for (String off :
                List.of("rx-checksumming", "tx-checksumming", "tcp-segmentation-offload", "generic-receive-offload")) {
            assertTrue(held.contains(off + ": off"), held);
        }
        assertNotEquals(before, held);
        assertEquals(before, features());
    }

    @Test
    void aFeatureThatWasOffBeforeStaysOff() throws IOException {
        PatchPanel.run(core, "ethtool", "-K", "near1", "tx", "off", "gro", "off");
        String before = features();
        PatchPanel.open(core, "near1", PcapOptions.ANY).close();
        assertEquals(before, features());
    }

    @Test
    void closingEndsTheReceivingThreadOfASilentInterfaceAtOnce() throws IOException {
        PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY);
        started(near);
        long began = System.nanoTime();
        near.close();
        near.close();
        assertTrue(System.nanoTime() - began < 2_000_000_000L);
        assertFalse(near.accept(frame(60, Frame.UNTAGGED)));
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("receives near1")));
    }

    @Test
    void anInterfaceThatGoesDownAndUpAgainGoesOn() throws IOException {
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.ANY);
                PcapNic far = PatchPanel.open(left, "far1", PcapOptions.ANY)) {
            HeardFrames heard = started(near);
            PatchPanel.ip("-n " + core + " link set near1 down");
            assertFalse(near.accept(frame(60, Frame.UNTAGGED)));
            assertEquals(1, near.losses().unsent());
            PatchPanel.ip("-n " + core + " link set near1 up");
            await().until(() -> {
                far.accept(frame(60, Frame.UNTAGGED));
                return !heard.frames().isEmpty();
            });
        }
    }

    @Test
    void aMissingInterfaceIsNamedWithThoseThatExist() {
        IOException refused = assertThrows(IOException.class, () -> PatchPanel.open(core, "near7", PcapOptions.ANY));
        String sentence = String.valueOf(refused.getMessage());
        assertTrue(sentence.startsWith("there is no interface 'near7'; those that exist: "), sentence);
        assertTrue(sentence.contains("near1") && sentence.contains("near2"), sentence);
    }

    @Test
    void anInterfaceThatIsDownIsRefusedWithTheRemedy() throws IOException {
        PatchPanel.ip("-n " + core + " link set near1 down");
        IOException refused = assertThrows(IOException.class, () -> PatchPanel.open(core, "near1", PcapOptions.ANY));
        assertEquals("interface near1 is down; ip link set near1 up", refused.getMessage());
    }

    @Test
    @NeedsTool("setpriv")
    void withoutTheRightToCaptureTheRemedyIsNamed() throws IOException {
        String sentence = opening("setpriv", "--bounding-set=-net_raw", java(), "-cp", classPath());
        assertEquals(
                "EnvironmentLacks: no right to capture frames; "
                        + "run as root, or give this Java the right by setcap cap_net_raw,cap_net_admin+ep",
                sentence);
    }

    @Test
    void withoutLibpcapThePackageIsNamedAndTheInterfaceIsLeftAsItWas() throws IOException {
        String before = features();
        String sentence = opening(java(), "-Dorg.pcap4j.core.pcapLibName=nowhere", "-cp", classPath());
        assertEquals("EnvironmentLacks: libpcap is missing; apt-get install libpcap0.8", sentence);
        assertEquals(before, features());
    }

    /** What a Java of its own says when it opens near1. */
    private String opening(String... java) throws IOException {
        String[] command = Arrays.copyOf(java, java.length + 3);
        command[java.length] = "--enable-native-access=ALL-UNNAMED";
        command[java.length + 1] = OpensAnInterface.class.getName();
        command[java.length + 2] = "near1";
        ProcessResult result = PatchPanel.run(core, command);
        return result.out().strip();
    }

    private static String java() {
        return System.getProperty("java.home") + "/bin/java";
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    @Test
    void manyFramesAtOnceAllArriveInOrder() throws IOException {
        int burst = 1_000;
        try (PcapNic near = PatchPanel.open(core, "near1", PcapOptions.NO_LARGE_SENDS);
                PcapNic far = PatchPanel.open(left, "far1", PcapOptions.NO_LARGE_SENDS)) {
            HeardNumbers heard = new HeardNumbers();
            far.start(heard);
            Frame frame = frame(1_514, Frame.UNTAGGED);
            for (int i = 0; i < burst; i++) {
                BigEndian.putU32(frame.memory(), 14, i);
                assertTrue(near.accept(frame));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> heard.next == burst);
            assertTrue(heard.inOrder);
        }
    }

    /** Frames that bear a number behind the header. */
    private static final class HeardNumbers implements FrameSink {

        private volatile int next;
        private volatile boolean inOrder = true;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        public boolean accept(Frame frame) {
            if (BigEndian.u32(frame.memory(), frame.offset() + 14) != next) inOrder = false;
            next++;
            return true;
        }

        @Override
        public void flush() {}
    }

    /** The neighbour is set by hand, for nobody here speaks ARP. */
    private static void largeSend(String namespace, PcapNic near) throws IOException {
        String address = near.address().toString().replace('-', ':');
        PatchPanel.ip("-n " + namespace + " address add 10.77.0.1/24 dev far1");
        PatchPanel.ip("-n " + namespace + " neighbour add 10.77.0.2 lladdr " + address + " dev far1");
        LargeSend.from(namespace, 0x0A4D_0002L);
    }

    private String features() throws IOException {
        return PatchPanel.run(core, "ethtool", "-k", "near1").out();
    }

    private static HeardFrames started(Nic nic) {
        HeardFrames heard = new HeardFrames();
        nic.start(heard);
        return heard;
    }

    private static void awaitExperiments(HeardFrames heard, int count) {
        await().until(() -> heard.ofType(EXPERIMENT).size() == count);
    }

    /** The bytes follow from the length, so that a receiver can say what they should be. */
    private static Frame frame(int length, int tag) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        BigEndian.putU48(memory, 0, 0x02_00_5E_00_00_01L);
        BigEndian.putU48(memory, 6, 0x02_00_5E_00_00_02L);
        BigEndian.putU16(memory, 12, EXPERIMENT);
        return new Frame().lend(memory, 0, length, tag);
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }
}
