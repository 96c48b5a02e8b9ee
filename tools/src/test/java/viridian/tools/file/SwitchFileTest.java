package viridian.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.lab.file.ScenarioException;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.MirrorOptions;
import viridian.tools.options.Option;
import viridian.tools.options.PortOptions;
import viridian.tools.options.SwitchOptions;
import viridian.vswitch.MacEntry;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VlanMode;
import viridian.vswitch.team.TeamSettings;

class SwitchFileTest {

    @TempDir
    private Path folder;

    @Test
    void aWholeSwitchIsReadInTheWordsOfTheCommandLine() throws Exception {
        try (LiveSwitch live = onPaper("""
            name: edge
            settings: { ageing: 60, table-limit: 1000, hub: off }
            ports:
              web:
                attach: pcap:eth1
                mac: 00-15-5D-00-00-01
                access: 10
                spoofing: on
              uplink: { attach: "pcap:eth2", trunk: [10-19, 30], native: 1, mtu: 9000 }
              ids: { attach: "team:eth3+eth4", mode: active-standby }
            addresses:
              - { vlan: 10, mac: 00-15-5D-00-00-09, port: uplink }
            acls:
              web: [ "deny inbound protocol=tcp local-port=22" ]
            mirrors:
              watch: { from: [web, uplink], to: ids, filter: tcp port 80 }
            """)) {
            assertEquals("edge", live.vswitch().name());
            assertEquals(60_000_000_000L, live.vswitch().settings().ageingNanos());
            PortSettings web = live.port("web").settings();
            assertEquals(new VlanMode.Access(10), web.vlan());
            assertTrue(web.foreignSources());
            PortSettings uplink = live.port("uplink").settings();
            assertEquals("trunk 10-19+30 native 1", uplink.vlan().toString());
            assertEquals(9014, uplink.maxFrame());
            assertEquals(
                    "deny inbound protocol=tcp local-port=22",
                    live.features().acl().counts(live.port("web")).get(0).rule().toString());
            assertEquals(
                    "watch",
                    live.features().mirrors().sessions().get(0).session().name());
            assertEquals(
                    List.of(MacEntry.Kind.OWN, MacEntry.Kind.STATIC),
                    live.vswitch().macs().entries().stream().map(MacEntry::kind).toList());
        }
    }

    @Test
    void aHubIsAHubFromTheBeginning() throws Exception {
        try (LiveSwitch live = onPaper("settings: { hub: on }\n")) {
            assertTrue(live.vswitch().settings().hub());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'port: {}'                                 | 1:1: there is no key 'port' here (did you mean 'ports'?)",
                "'ports: { web: { access: 10 } }'           | 1:10: 'attach' is missing (expected what it is attached to, as pcap:eth1 or unix-connect:/run/vm.sock)",
                "'ports: { web: { attach: 7 } }'            | 1:25: expected text, found 7 (expected what it is attached to, as pcap:eth1 or unix-connect:/run/vm.sock)",
                "'ports: { web: { attach: x, acess: 10 } }' | 1:28: there is no key 'acess' here (did you mean 'access'?)",
                "'ports: { web: { attach: \"pcap:eth1\", access: 5000 } }' | 1:10: port 'web': access is a number from 1 to 4094, not '5000'",
                "'ports: { web: { attach: \"serial:x\" } }' | 1:10: port 'web': there is no kind 'serial'; there are pcap, team, tap, child, pci-proxy and unix, unix-connect, tcp, tcp-listen",
                "'ports: { web: { attach: \"pcap:x\", access: 1, trunk: 2 } }' | 1:10: port 'web': access and trunk exclude each other",
                "'settings: { ageing: 0 }'                  | 1:1: ageing is a number from 1 to 3600, not '0'",
                "'addresses: [ { vlan: 10, mac: x, port: web } ]' | 1:14: mac: 'x' is no MAC address; one looks like 00-15-5D-01-02-03",
                "'addresses: [ { vlan: 4095, mac: x, port: web } ]' | 1:22: 4095 is too large (expected a VLAN, 1 to 4094; 0 is the untagged domain)",
                "'ports: ['                                 | 2:1: this is no YAML (expected the node content, but found '<stream end>' while parsing a flow node)",
            })
    void whatIsWrongIsSaidWithLineAndColumn(String text, String problem) throws IOException {
        String yaml = text.substring(1, text.length() - 1) + "\n";
        Path file = Files.writeString(folder.resolve("switch.yaml"), yaml);
        ScenarioException wrong = assertThrows(
                ScenarioException.class, () -> SwitchFile.read(file).onPaper());
        assertEquals(file + ":" + problem, wrong.getMessage());
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("switch.yaml"), """
            ports:
              a: { attach: "pcap:eth1", access: 0 }
              b: { attach: "pcap:eth2", mtu: 1 }
            """);
        ScenarioException wrong = assertThrows(
                ScenarioException.class, () -> SwitchFile.read(file).onPaper());
        assertEquals(
                List.of(2, 3),
                wrong.problems().stream()
                        .map(problem -> problem.position().line())
                        .toList());
    }

    /** The schema is read by editors, the options by us: they name the same things. */
    @Test
    void theSchemaNamesEveryOption() {
        JsonNode definitions = JsonMapper.shared().readTree(SwitchFile.schema()).path("$defs");
        assertEquals(
                keys(Stream.of(
                                Stream.of("attach"),
                                TeamSettings.OPTIONS.stream(),
                                PortOptions.all().stream().map(Option::key))
                        .flatMap(names -> names)),
                keys(definitions.path("port").path("properties").propertyNames().stream()));
        assertEquals(
                keys(MirrorOptions.ALL.stream().map(Option::key)),
                keys(definitions.path("mirror").path("properties").propertyNames().stream()));
        assertEquals(
                keys(SwitchOptions.ALL.stream().map(Option::key)),
                keys(definitions.path("settings").path("properties").propertyNames().stream()));
    }

    private static SortedSet<String> keys(Stream<String> names) {
        return new TreeSet<>(names.toList());
    }

    private LiveSwitch onPaper(String yaml) throws Exception {
        return SwitchFile.read(Files.writeString(folder.resolve("switch.yaml"), yaml))
                .onPaper();
    }
}
