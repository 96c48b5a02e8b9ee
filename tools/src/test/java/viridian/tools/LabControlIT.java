package viridian.tools;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.tools.Wiring.Host;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** The packaged commands change a running switch between hosts of Linux, and the hosts feel it. */
@NeedsRoot
@NeedsTool({"ip", "ping"})
class LabControlIT {

    private static final String LEFT = "10.92.0.1";
    private static final String RIGHT = "10.92.0.2";
    private static final String LEFT_MAC = "02:00:00:92:00:01";

    @TempDir
    private Path folder;

    private Wiring wiring;
    private Host left;

    @BeforeEach
    void lay() throws IOException {
        wiring = new Wiring();
        left = wiring.host("left", LEFT, LEFT_MAC);
        wiring.host("right", RIGHT, "02:00:00:92:00:02");
    }

    @AfterEach
    void takeUp() throws IOException {
        wiring.close();
    }

    @Test
    void aPortComesAndChangesAndGoesWhileHostsTalk() throws Exception {
        Path file = Files.writeString(folder.resolve("lab-switch.yaml"), """
            settings: { ageing: 60 }
            ports:
              a: { attach: "pcap:left", mac: "%s", access: 10 }
            """.formatted(LEFT_MAC));
        try (LabProcess lab = ready("--file", file.toString());
                LabProcess events = LabProcess.start(folder, "events", "--control", socket())) {
            assertFalse(left.reaches(RIGHT));
            assertEquals("b: access=10 mtu=1500\n", tell("port", "add", "b=pcap:right,access=10"));
            assertTrue(left.reaches(RIGHT));
            assertEquals("b: access=20 mtu=1500\n", tell("set", "b", "access=20"));
            assertFalse(left.reaches(RIGHT));
            tell("set", "b", "trunk=10-19", "native=10");
            assertTrue(left.reaches(RIGHT));
            tell("vlan", "add", "b", "30");
            tell("mac", "flush");
            assertTrue(tell("trace", "a", "from=" + LEFT, "to=224.0.0.1").contains("sent       b:"));
            assertTrue(tell("show", "counters").contains("broadcast packets received"));
            assertEquals("name=b\n", tell("port", "remove", "b"));
            assertFalse(left.reaches(RIGHT));
            events.awaitOutput("port b was unplugged");
            assertEquals(0, lab.terminate().exit());
        }
    }

    @Test
    void whatMakesNoSenseIsOneSentenceAndBadInput() throws Exception {
        try (LabProcess lab = ready("a=pcap:left")) {
            ProcessResult refused = lab("set", "a", "access=5000");
            assertEquals(64, refused.exit());
            assertEquals("lab: port 'a': access is a number from 1 to 4094, not '5000'\n", refused.err());
            assertEquals(69, lab("port", "add", "pcap:nosuch").exit());
            assertEquals(64, lab("trace", "nobody", "dst=FF-FF-FF-FF-FF-FF").exit());
            assertEquals(0, lab.terminate().exit());
        }
    }

    @Test
    void anInterfaceThatVanishesIsSpokenOfAndTheSwitchGoesOn() throws Exception {
        try (LabProcess lab = ready("a=pcap:left", "b=pcap:right");
                LabProcess events = LabProcess.start(folder, "events", "--json", "--control", socket())) {
            awaitListening(events);
            Wiring.ip("-n %s link del left".formatted(wiring.core()));
            events.awaitOutput("\"event\":\"interface_lost\"");
            await().until(() -> lab.errors().contains("nothing more arrives on interface left of port a"));
            tell("port", "remove", "a");
            ProcessResult ended = lab.terminate();
            assertEquals(0, ended.exit());
        }
    }

    @Test
    void aCaptureExplainsItsFramesAfterTheFact() throws Exception {
        Path capture = folder.resolve("switch.pcapng");
        try (LabProcess lab =
                ready("a=pcap:left,access=10", "b=pcap:right,access=20", "--capture", capture.toString())) {
            assertFalse(left.reaches(RIGHT));
            assertEquals(0, lab.terminate().exit());
        }
        ProcessResult told = LabProcess.run("trace", "a", "--capture", capture.toString());
        assertEquals(0, told.exit(), told.err());
        assertTrue(told.out().contains("at switch/a: 02-00-00-92-00-01 > FF-FF-FF-FF-FF-FF type 0806"), told.out());
        assertTrue(told.out().contains("it was dropped: 710 BroadcastNoDestinations"), told.out());
    }

    /** What happened before it listens is not told. */
    private void awaitListening(LabProcess events) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            tell("set", "b", "address-limit=16");
            return events.output().contains("port_changed");
        });
    }

    private LabProcess ready(String... arguments) throws IOException {
        String[] command = Stream.concat(Stream.of("switch", "--control", socket()), Stream.of(arguments))
                .toArray(String[]::new);
        return LabProcess.startIn(wiring.core(), folder, command).awaitOutput("ready");
    }

    private String tell(String... words) throws IOException {
        ProcessResult done = lab(words);
        assertEquals(0, done.exit(), done.err());
        return done.out();
    }

    private ProcessResult lab(String... words) throws IOException {
        return LabProcess.run(Stream.concat(Stream.of(words), Stream.of("--control", socket()))
                .toArray(String[]::new));
    }

    private String socket() {
        return folder.resolve("control.sock").toString();
    }
}
