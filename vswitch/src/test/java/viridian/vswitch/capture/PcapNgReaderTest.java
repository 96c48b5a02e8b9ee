package viridian.vswitch.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

class PcapNgReaderTest {

    private static final MacAddress A = MacAddress.parse("00-15-5D-00-00-0A");

    /** A section and an interface without options, and a packet without any: as a foreign program of big-endian writes it. */
    private static final String FOREIGN =
            "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffffffffffff 0000001c00000001 00000014 00010000 00000000 0000001400000bad 00000010 01020304 0000001000000006 00000030 00000000 00000000 00000000 0000000f 0000000fffffffffffff00155d00000a88b501 00 00000030";

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("own.pcapng");
        Frame tagged = FrameBuilder.broadcast(A).vlan(10).length(75).build();
        try (PcapNgFile out = PcapNgFile.create(file)) {
            int a = out.addInterface("switch/a", "a port");
            out.packet(a, 7, Direction.IN, tagged, "in".getBytes(StandardCharsets.UTF_8));
            out.packet(
                    out.addInterface("switch/b", ""), 8, Direction.OUT, tagged, "out".getBytes(StandardCharsets.UTF_8));
        }
        List<CapturedFrame> frames = read(file);
        assertEquals(
                List.of("switch/a", "switch/b"),
                frames.stream().map(CapturedFrame::at).toList());
        assertEquals(
                List.of("in", "out"),
                frames.stream().map(CapturedFrame::comment).toList());
        assertEquals(List.of(1L, 2L), frames.stream().map(CapturedFrame::number).toList());
        Frame back = frames.get(1).frame();
        assertEquals(10, back.tag());
        assertEquals(-1, tagged.bytes().mismatch(back.bytes()));
    }

    @Test
    void anotherProgramsFileOfTheOtherByteOrderIsReadAndWhatIsUnknownInItPassedOver() throws IOException {
        List<CapturedFrame> frames = read(foreign(hex(FOREIGN)));
        assertEquals(1, frames.size());
        assertEquals("", frames.get(0).comment());
        assertEquals(15, frames.get(0).frame().length());
    }

    @Test
    void aLastBlockThatIsNotWholeIsPassedOver() throws IOException {
        byte[] whole = hex(FOREIGN);
        for (int length = 12; length < whole.length; length++) {
            assertTrue(read(foreign(Arrays.copyOf(whole, length))).isEmpty());
        }
    }

    @Test
    void whatIsNoCaptureIsSaidToBeNone() throws IOException {
        Path file = Files.writeString(folder.resolve("notes"), "not a capture at all");
        IOException refused = assertThrows(IOException.class, () -> read(file));
        assertEquals(file + " cannot be read: it is no pcapng file", refused.getMessage());
    }

    /** Whatever stands in a file, it is read or refused. */
    @Test
    void brokenFilesAreReadOrRefused() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = hex(FOREIGN);
        for (int round = 0; round < 3000; round++) {
            byte[] broken = whole.clone();
            for (int i = random.nextInt(1, 5); i > 0; i--)
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            Path file = foreign(broken);
            try {
                read(file);
            } catch (IOException refused) {
                assertTrue(String.valueOf(refused.getMessage()).contains("cannot be read"), () -> "seed " + seed);
            } catch (RuntimeException thrown) {
                throw new AssertionError("seed " + seed, thrown);
            }
        }
    }

    private Path foreign(byte... bytes) throws IOException {
        return Files.write(folder.resolve("foreign.pcapng"), bytes);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static List<CapturedFrame> read(Path file) throws IOException {
        List<CapturedFrame> frames = new ArrayList<>();
        PcapNgReader.read(file, frames::add);
        return frames;
    }
}
