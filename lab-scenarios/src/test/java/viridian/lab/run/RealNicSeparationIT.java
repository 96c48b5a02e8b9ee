package viridian.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.lab.Form;
import viridian.lab.file.ScenarioCatalogue;
import viridian.lab.run.CaptureReader.Packet;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** The NIC separation on veth pairs and namespaces, with the kernel's own stacks and an independent witness on each wire. */
@NeedsRoot
@NeedsTool({"ip", "ping", "tcpdump", "tshark"})
class RealNicSeparationIT {

    private static final long SECONDS = 1_000_000_000L;

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertEquals(List.of(), OwnLab.traces());
    }

    @Test
    void everyClaimHoldsWithinTwentySecondsAndTheWitnessesHeardWhatWeDid() throws Exception {
        RunResult result = run("nic-separation");
        assertEquals(Set.of(), Verdicts.failed(result));
        assertTrue(result.holds());
        long nanos = result.layouts().stream().mapToLong(LayoutResult::nanos).sum();
        assertTrue(nanos < 20 * SECONDS, "took " + nanos / SECONDS + " s");
        assertWitnessed(result);
        assertEquals(
                8,
                result.layouts().stream()
                        .mapToInt(layout -> layout.witnesses().size())
                        .sum());
        for (LayoutResult layout : result.layouts()) {
            for (WitnessFile witness : layout.witnesses()) {
                assertFalse(CaptureReader.pcap(witness.file()).isEmpty(), witness.toString());
                assertReadable(witness.file());
            }
        }
        assertReadable(result.capture());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nic-separation-shared", "nic-separation-hub"})
    void theBrokenVariantsFailHereTooAndTheLeakingFramesAreInTheCapture(String name) throws Exception {
        RunResult result = run(name);
        Verdicts.assertAsExpected(result);
        assertEquals(Verdicts.meantToFail(result), Verdicts.failed(result));
        assertTrue(EvidenceOnFile.confirmed(result) > 0);
        assertWitnessed(result);
    }

    private RunResult run(String name) throws Exception {
        return new ScenarioRun(OwnLab.of(ScenarioCatalogue.load(name).scenario()), Form.REAL, folder, new Quiet())
                .run();
    }

    /** On each wire tcpdump heard the frames that our port there says it sent and received: no other, none twice. */
    private static void assertWitnessed(RunResult result) throws IOException {
        List<Packet> packets = CaptureReader.pcapng(result.capture());
        for (LayoutResult layout : result.layouts()) {
            for (WitnessFile witness : layout.witnesses()) {
                assertTrue(witness.complete(), witness.file().toString());
                String port = port(layout, witness.nic());
                Stream<ByteBuffer> ours = packets.stream()
                        .filter(packet -> packet.port().equals(port))
                        .filter(packet -> packet.description()
                                .startsWith("lab " + layout.layout().name() + ","))
                        .filter(packet -> !packet.comment().startsWith("dropped"))
                        .map(Packet::bytes);
                Map<String, Long> heard = counted(CaptureReader.pcap(witness.file()).stream());
                assertEquals(heard, counted(ours), port);
            }
        }
    }

    /** The port that leads to a wire: "management/nic0". */
    private static String port(LayoutResult layout, String nic) {
        return layout.layout().topology().networkOn(nic).orElseThrow().name() + "/" + nic;
    }

    /** How often there is each frame. On a wire short frames are padded with zeros, so those at the end do not count. */
    private static Map<String, Long> counted(Stream<ByteBuffer> frames) {
        return frames.map(RealNicSeparationIT::withoutPadding)
                .collect(Collectors.groupingBy(HexFormat.of()::formatHex, TreeMap::new, Collectors.counting()));
    }

    private static byte[] withoutPadding(ByteBuffer frame) {
        int length = frame.remaining();
        while (length > 0 && frame.get(length - 1) == 0) length--;
        byte[] bytes = new byte[length];
        frame.get(0, bytes);
        return bytes;
    }

    private static void assertReadable(Path capture) throws IOException {
        ProcessResult read =
                Command.run(List.of("tshark", "-n", "-r", capture.toString(), "-q"), Duration.ofSeconds(60));
        assertEquals(0, read.exit());
        assertTrue(read.err().lines().allMatch(line -> line.startsWith("Running as user \"root\"")), read.err());
    }
}
