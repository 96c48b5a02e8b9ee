package viridian.vswitch.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class CaptureTest {

    private static final MacAddress ALICE = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress BOB = MacAddress.parse("00-15-5D-00-00-02");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PcapNgFile file = begun(out);
    private final FrameLog log = new FrameLog(100);
    private final RecordingNic alice = new RecordingNic(ALICE);
    private final RecordingNic bob = new RecordingNic(BOB);

    @Test
    void everyFrameIsRecordedAtEveryPortOfEverySwitchItPassed() throws IOException {
        Capture capture = new Capture(file, log, () -> 0, "switch");
        plug("red", alice, capture);
        plug("blue", bob, capture);
        alice.says(FrameBuilder.broadcast(ALICE).build());
        bob.says(FrameBuilder.broadcast(BOB).build());
        assertEquals(
                List.of("1 red/guest IN", "2 red/wire OUT", "3 blue/guest IN", "4 blue/wire OUT"),
                log.since(0).stream().map(CaptureTest::brief).toList());
        assertEquals(ALICE, log.since(0).getFirst().source());
        assertEquals(60, log.since(0).getFirst().head().byteSize());
        capture.close();
    }

    @Test
    void whatPassesAfterTheEndIsNotRecorded() throws IOException {
        Capture capture = new Capture(file, log, () -> 0, "switch");
        plug("red", alice, capture);
        capture.close();
        capture.close();
        alice.says(FrameBuilder.broadcast(ALICE).build());
        assertEquals(List.of(), log.since(0));
    }

    @Test
    void capturesThatShareAFileCountOnAndSayWhichOfThemAnInterfaceIsOf() throws IOException {
        try (file) {
            for (String lab : List.of("one", "two")) {
                try (Capture capture = new Capture(file, log, () -> 0, "lab " + lab + ", network")) {
                    plug("red", alice, capture);
                    alice.says(FrameBuilder.broadcast(ALICE).build());
                }
            }
        }
        assertEquals(
                List.of(1L, 2L, 3L, 4L),
                log.since(0).stream().map(FrameRecord::number).toList());
        String written = out.toString(StandardCharsets.ISO_8859_1);
        assertTrue(written.contains("lab one, network red, guest port, untagged"));
        assertTrue(written.contains("lab two, network red, guest port, untagged"));
    }

    @Test
    void aPortWhoseSettingsChangeIsAnotherInterface() throws IOException {
        try (file;
                Capture capture = new Capture(file, log, () -> 0, "switch")) {
            Port guest = plug("red", alice, capture);
            alice.says(FrameBuilder.broadcast(ALICE).build());
            guest.change(PortSettings.guest("guest").withVlan(new VlanMode.Access(7)));
            alice.says(FrameBuilder.broadcast(ALICE).build());
            alice.says(FrameBuilder.broadcast(ALICE).build());
        }
        String written = out.toString(StandardCharsets.ISO_8859_1);
        assertEquals(1, written.split("red, guest port, untagged", -1).length - 1);
        assertEquals(1, written.split("red, guest port, access 7", -1).length - 1);
    }

    @Test
    void aFileThatCannotBeWrittenIsReportedAtTheEndAndStopsNoFrame() throws IOException {
        PcapNgFile broken = new PcapNgFile(Channels.newChannel(new FullDisk()));
        Capture capture = new Capture(broken, log, () -> 0, "switch");
        plug("red", alice, capture);
        for (int i = 0; i < 1000; i++) {
            assertTrue(alice.says(FrameBuilder.broadcast(ALICE).length(1514).build()));
        }
        assertEquals(
                "no space left", assertThrows(IOException.class, capture::close).getMessage());
    }

    private static PcapNgFile begun(OutputStream out) {
        try {
            return new PcapNgFile(Channels.newChannel(out));
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static Port plug(String name, RecordingNic nic, Capture capture) {
        VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named(name), () -> 0);
        vswitch.observe(capture);
        Port guest = vswitch.plug(PortSettings.guest("guest"), nic);
        vswitch.plug(PortSettings.network("wire"), new RecordingNic(MacAddress.NONE));
        return guest;
    }

    private static String brief(FrameRecord seen) {
        return seen.number() + " " + seen.vswitch() + "/" + seen.port() + " " + seen.direction();
    }

    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            throw new IOException("no space left");
        }
    }
}
