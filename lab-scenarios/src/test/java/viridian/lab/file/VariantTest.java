package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.Host;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;

class VariantTest {

    private static final String BASE = """
            name: one
            networks: { lan: { internal: true }, wan: { internal: true } }
            hosts:
              web: { kind: child, adapters: { p: { network: lan, address: 10.0.0.1/24 } } }
              mail: { kind: child, adapters: { p: { network: lan, address: 10.0.0.2/24 } } }
            ---
            name: two
            networks: { lan: { internal: true } }
            hosts:
              web: { kind: child, adapters: { p: { network: lan, address: 10.0.0.1/24 } } }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeEach
    void writeBase() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), BASE);
    }

    @Test
    void aChangeIsLaidOverEveryLayout() throws Exception {
        Scenario changed = variant("change: { networks: { lan: { hub: true, mtu: 576 } } }");
        assertEquals(
                List.of("one", "two"),
                changed.layouts().stream().map(Layout::name).toList());
        for (Layout layout : changed.layouts()) {
            assertTrue(layout.topology().network("lan").hub());
            assertEquals(576, layout.topology().network("lan").mtu());
        }
    }

    @Test
    void aChangeUnderALayoutsNameIsLaidOverThatOneOnly() throws Exception {
        Scenario changed = variant("change: { two: { networks: { lan: { hub: true } } } }");
        assertFalse(changed.layouts().get(0).topology().network("lan").hub());
        assertTrue(changed.layouts().get(1).topology().network("lan").hub());
    }

    @Test
    void whatTheChangeDoesNotMentionStays() throws Exception {
        Layout one = variant("change: { one: { hosts: { mail: { adapters: { p: { network: wan } } } } } }")
                .layouts()
                .getFirst();
        assertEquals(
                "wan",
                one.topology()
                        .adapter(new AdapterName("mail", "p"))
                        .attachment()
                        .far());
        assertEquals(
                "10.0.0.2/24",
                one.topology()
                        .adapter(new AdapterName("mail", "p"))
                        .address()
                        .orElseThrow()
                        .toString());
        assertEquals(
                List.of("web", "mail"),
                one.topology().hosts().stream().map(Host::name).toList());
    }

    @Test
    void nothingRemovesAKey() throws Exception {
        Layout one =
                variant("change: { one: { hosts: { mail: null } } }").layouts().getFirst();
        assertEquals(
                List.of("web"), one.topology().hosts().stream().map(Host::name).toList());
    }

    @Test
    void removingWhatIsNotThereIsReported() {
        assertEquals(
                "v.yaml:3:27: there is no 'mial' to remove (did you mean 'mail'?)",
                refused("change: { one: { hosts: { mial: null } } }"));
    }

    @Test
    void changingALayoutThatIsNotThereIsReported() {
        assertEquals(
                "v.yaml:3:11: there is no key and no layout 'tow' to change (did you mean 'two'?)",
                refused("change: { tow: { hosts: {} } }"));
    }

    @Test
    void whatTheChangeSpoilsIsReportedAtTheChange() {
        assertEquals(
                "v.yaml:3:60: there is no network 'lam' (did you mean 'lan'?)",
                refused("change: { one: { hosts: { web: { adapters: { p: { network: lam } } } } } }"));
    }

    @Test
    void whatTheChangeTakesAwayIsReportedWhereItIsMissed() {
        assertEquals(
                "base.yaml:4:49: there is no network 'lan' (did you mean 'wan'?)"
                        + "\nbase.yaml:5:50: there is no network 'lan' (did you mean 'wan'?)",
                refused("change: { one: { networks: { lan: null } } }").replace(folder + "/", ""));
    }

    @Test
    void aMisspeltKeyInAChangeIsReportedOnce() {
        assertEquals(
                "v.yaml:3:30: there is no key 'hup' here (did you mean 'hub'?)",
                refused("change: { networks: { lan: { hup: true } } }"));
    }

    @Test
    void aVariantOfAVariantIsChangedTwice() throws Exception {
        Files.writeString(
                folder.resolve("middle.yaml"),
                "name: m\nbased-on: base.yaml\nexpect: fails\nchange: { networks: { lan: { mtu: 600 } } }\n");
        Files.writeString(
                folder.resolve("v.yaml"),
                "name: v\nbased-on: middle.yaml\nchange: { networks: { lan: { hub: true } } }\n");
        Scenario changed = ScenarioFile.load(folder.resolve("v.yaml")).scenario();
        assertTrue(changed.layouts().getFirst().topology().network("lan").hub());
        assertEquals(600, changed.layouts().getFirst().topology().network("lan").mtu());
        assertEquals(new Expectation.AllHold(), changed.expectation());
    }

    @Test
    void aVariantMayBeBasedOnAScenarioOfTheLab() throws Exception {
        Files.writeString(
                folder.resolve("v.yaml"),
                "name: v\nbased-on: unicast-isolation\nchange: { networks: { production: { hub: true } } }\n");
        Scenario changed = ScenarioFile.load(folder.resolve("v.yaml")).scenario();
        assertTrue(changed.layouts().getFirst().topology().network("production").hub());
    }

    @Test
    void aScenarioBasedOnItselfIsReported() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), "name: b\nbased-on: base.yaml\n");
        assertTrue(refused("change: {}").contains("it is based on itself in the end"));
    }

    @Test
    void aBaseThatIsNotThereIsReportedAtTheReference() throws IOException {
        Files.delete(folder.resolve("base.yaml"));
        assertTrue(refused("").startsWith("v.yaml:2:11: this scenario cannot be based on that: "));
    }

    @Test
    void aVariantHasNoLayoutOfItsOwn() {
        assertEquals(
                "v.yaml:3:1: there is no key 'hosts' here (known: name, about, expect, based-on, change)",
                refused("hosts: {}"));
        assertEquals(
                "v.yaml:4:1: a variant is one document (what it changes is below 'change:')",
                refused("---\nname: x\nhosts: {}"));
    }

    private Scenario variant(String change) throws IOException, ScenarioException {
        return ScenarioFile.load(write(change)).scenario();
    }

    private String refused(String change) {
        ScenarioException refused = assertThrows(ScenarioException.class, () -> ScenarioFile.load(write(change)));
        return String.valueOf(refused.getMessage()).replace(folder + "/v.yaml", "v.yaml");
    }

    private Path write(String change) throws IOException {
        return Files.writeString(folder.resolve("v.yaml"), "name: v\nbased-on: base.yaml\n" + change + "\n");
    }
}
