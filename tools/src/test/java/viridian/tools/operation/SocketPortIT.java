package viridian.tools.operation;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.tools.live.LinuxAdapters;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.SwitchSetup;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.SocketNic;
import viridian.vswitch.nic.Station;

/** Ports of a running switch whose far sides are processes at sockets; nothing here needs rights. */
class SocketPortIT {

    private static final MacAddress ONE = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress OTHER = MacAddress.parse("00-15-5D-00-00-02");

    @TempDir
    private Path directory;

    private LiveSwitch live;
    private SwitchControl control;

    @BeforeEach
    void begin() throws IOException {
        MacAddress own = MacAddress.parse("02-00-00-00-00-01");
        live = new LiveSwitch(SwitchSetup.named("switch", own), System::nanoTime, new LinuxAdapters(false, List.of()));
        live.start();
        control = new SwitchControl(live);
    }

    @AfterEach
    void end() throws IOException {
        live.close();
        try (var left = Files.list(directory)) {
            assertEquals(0, left.count(), "no socket's file is left");
        }
    }

    @Test
    void oneConnectsAndOneIsConnectedToAndTheyReachEachOther() throws IOException {
        add("one=unix:%s,mac=%s,access=10".formatted(path("one"), ONE));
        assertEquals("none", peer("one"));
        try (SocketNic far = SocketNic.connect(address("one"));
                SocketNic further = SocketNic.listen(address("other"))) {
            Station one = new Station(far);
            Station other = new Station(further);
            add("other=unix-connect:%s,access=10".formatted(path("other")));
            await().until(() -> peer("one").equals("is there") && peer("other").equals("is there"));
            one.says(FrameBuilder.broadcast(ONE).build());
            await().until(() -> other.heard().size() == 1);
            other.says(frame(OTHER, ONE));
            await().until(() -> one.heard().size() == 1);
            assertEquals(OTHER.bits(), one.heard().getFirst().source());
            one.says(FrameBuilder.broadcast(OTHER).build());
            await().until(() -> ports().path(0).path("dropped_incoming").asLong() == 1);
        }
    }

    @Test
    void aPeerThatGoesIsToldAndAPeerThatComesBackToo() throws IOException {
        var told = new CopyOnWriteArrayList<String>();
        live.vswitch().events().listen(event -> told.add(event.sentence()));
        add("vm=unix-connect:%s".formatted(path("vm")));
        for (int life = 1; life <= 2; life++) {
            try (SocketNic far = SocketNic.listen(address("vm"))) {
                Station station = new Station(far);
                await().until(() -> peer("vm").equals("is there"));
                assertTrue(station.heard().isEmpty());
            }
            await().until(() -> peer("vm").equals("none"));
        }
        await().until(() -> told.stream().anyMatch(sentence -> sentence.startsWith("nothing more arrives on socket ")));
        assertTrue(told.stream().anyMatch(sentence -> sentence.endsWith(" of port vm is met again")), told::toString);
    }

    @Test
    void aSocketCarriesStandardFramesUnlessItIsToldOtherwise() throws IOException {
        add("plain=unix:%s".formatted(path("plain")));
        add("jumbo=unix:%s,mtu=9000".formatted(path("jumbo")));
        assertEquals(1514, ports().path(0).path("max_frame").asLong());
        assertEquals(9014, ports().path(1).path("max_frame").asLong());
        ask("{'op':'set','port':'plain','settings':{'mtu':65535}}");
        assertEquals(65_549, ports().path(0).path("max_frame").asLong());
    }

    @Test
    void whereNobodyCanListenIsToldAndNothingIsPlugged() throws IOException {
        String nowhere = directory.resolve("nowhere").resolve("x").toString();
        IOException refused = assertThrows(IOException.class, () -> add("x=unix:%s".formatted(nowhere)));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("cannot listen at " + nowhere), refused::toString);
        assertTrue(ports().isEmpty());
        add("x=unix:%s".formatted(path("x")));
        ask("{'op':'port remove','port':'x'}");
        assertFalse(Files.exists(Path.of(path("x"))));
    }

    private void add(String attachment) throws IOException {
        ask("{'op':'port add','attach':'" + attachment + "'}");
    }

    private JsonNode ports() throws IOException {
        return control.shown("ports");
    }

    /** As the table tells it. */
    private String peer(String port) throws IOException {
        String table = SwitchTables.of("ports", ports());
        String line = table.lines()
                .filter(row -> row.startsWith(port) && row.contains(path(port)))
                .findFirst()
                .orElse(table);
        return line.contains("  is there") ? "is there" : "none";
    }

    private void ask(String request) throws IOException {
        control.ask(JsonMapper.shared().readTree(request.replace('\'', '"')));
    }

    private String path(String name) {
        return directory.resolve(name + ".sock").toString();
    }

    private UnixDomainSocketAddress address(String name) {
        return UnixDomainSocketAddress.of(path(name));
    }

    private static Frame frame(MacAddress source, MacAddress destination) {
        return FrameBuilder.frame(source, destination).length(100).build();
    }
}
