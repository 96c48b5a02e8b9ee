package viridian.vswitch.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.testing.NeedsTool;

/** Whether Wireshark's own reader agrees with what we write. */
@NeedsTool("tshark")
class CaptureIT {

    private static final MacAddress ALICE = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress BOB = MacAddress.parse("00-15-5D-00-00-02");

    private static final String TSHARK = "tshark";

    @TempDir
    private Path folder;

    @Test
    void tsharkReadsInterfacesTagsDirectionsAndCommentsWithoutAWarning() throws Exception {
        Path path = folder.resolve("run.pcapng");
        FrameLog log = new FrameLog(100);
        try (PcapNgFile file = PcapNgFile.create(path);
                Capture capture = new Capture(file, log, () -> 1_700_000_000_123_456_789L, "switch")) {
            speak(capture);
        }

        List<String> lines = tshark(
                path,
                "frame.number",
                "frame.interface_name",
                "frame.interface_description",
                "frame.time_epoch",
                "frame.packet_flags_direction",
                "vlan.id",
                "frame.len",
                "frame.comment");
        String time = "1700000000.123456789";
        String foreign = "dropped: 10 UnauthorizedVLAN - the port may not carry a frame with this VLAN tag";
        assertEquals(
                List.of(
                        line("1", "s/alice", "switch s, guest port, access 10", time, "1", "", "60", "in"),
                        line(
                                "2",
                                "s/trunk",
                                "switch s, network port, trunk 10-19 native 0",
                                time,
                                "2",
                                "10",
                                "64",
                                "out"),
                        line("3", "s/alice", "switch s, guest port, access 10", time, "1", "20", "64", "in"),
                        line("4", "s/alice", "switch s, guest port, access 10", time, "0", "20", "64", foreign)),
                lines);
        assertEquals(4, log.since(0).getLast().number());
        assertEquals(20, log.since(0).getLast().vlan());
    }

    private static void speak(Capture capture) {
        VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), () -> 0);
        vswitch.observe(capture);
        RecordingNic alice = new RecordingNic(ALICE);
        vswitch.plug(PortSettings.guest("alice").withVlan(new VlanMode.Access(10)), alice);
        vswitch.plug(
                PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.parse("10-19"), 0)),
                new RecordingNic(MacAddress.NONE));
        alice.says(FrameBuilder.frame(ALICE, BOB).build());
        alice.says(FrameBuilder.frame(ALICE, BOB).vlan(20).build());
    }

    private static String line(String... fields) {
        return String.join("|", fields);
    }

    private List<String> tshark(Path path, String... fields) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TSHARK, "-n", "-r", path.toString(), "-T", "fields"));
        command.addAll(List.of("-E", "separator=|"));
        for (String field : fields) command.addAll(List.of("-e", field));
        Path complaints = folder.resolve("stderr");
        Process reader =
                new ProcessBuilder(command).redirectError(complaints.toFile()).start();
        String out = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, reader.waitFor());
        String said = Files.readString(complaints);
        assertTrue(said.lines().allMatch(line -> line.startsWith("Running as user \"root\"")), said);
        return out.lines().map(line -> line.replace("0x0000000", "")).toList();
    }
}
