package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Check;
import viridian.lab.topology.CidrAddress;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.FrameSelector;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Protocol;
import viridian.lab.topology.Reach;
import viridian.lab.topology.Scenario;
import viridian.lab.topology.Topology;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.MacAddress;

class ScenarioFileTest {

    private static final AdapterName WEB = new AdapterName("web", "p");
    private static final AdapterName MAIL = new AdapterName("mail", "p");
    private static final AdapterName DISKS = new AdapterName("disks", "eth");

    private static final String PLAN = """
            name: all
            about: every key once
            nics:
              nic0: { about: out, mtu: 9000 }
            networks:
              prod: { external: nic0, mtu: 4000, hub: true, ageing: 10, about: for guests }
              lan: { internal: true }
              vault: { private: true }
            hosts:
              web:
                kind: child
                about: serves
                gateway: 10.0.0.1
                adapters:
                  p: { network: prod, address: 10.0.0.2/24, mtu: 3000, mac: "02:00:00:00:00:01", vlan: { access: 10 } }
                  s: { network: vault, address: 10.1.0.2/24 }
              mail:
                kind: child
                adapters:
                  p: { network: prod, type: legacy, address: 10.0.0.3/24, vlan: { trunk: "10-19+30", native: 10 } }
              disks: { kind: machine, adapters: { eth: { wire: nic0, address: 10.0.0.1/24 } } }
            """;

    @Test
    void everyKeyOfThePlanIsUnderstood() throws ScenarioException {
        Topology plan = layout("").topology();
        assertEquals("every key once", plan.about());
        assertEquals(9000, plan.nic("nic0").mtu());
        assertEquals(new Reach.External("nic0"), plan.network("prod").reach());
        assertEquals(
                List.of(4000, 10),
                List.of(plan.network("prod").mtu(), plan.network("prod").ageingSeconds()));
        assertEquals(new Reach.Internal(), plan.network("lan").reach());
        assertEquals(new Reach.Private(), plan.network("vault").reach());
        assertEquals("10.0.0.1", plan.host("web").gateway().orElseThrow().toString());
        assertEquals(MacAddress.parse("02-00-00-00-00-01"), plan.adapter(WEB).mac());
        assertEquals(
                Optional.of(CidrAddress.parse("10.0.0.2/24")), plan.adapter(WEB).address());
        assertEquals(3000, plan.adapter(WEB).mtu());
        assertEquals(new VlanMode.Access(10), plan.adapter(WEB).vlan());
        assertEquals(
                new VlanMode.Trunk(VlanSet.parse("10-19+30"), 10),
                plan.adapter(MAIL).vlan());
        assertEquals(AdapterType.LEGACY, plan.adapter(MAIL).type());
        assertEquals(9000, plan.adapter(DISKS).mtu());
    }

    @Test
    void everyActionIsUnderstood() throws ScenarioException {
        Layout layout = layout("""
                steps:
                  - ping: { from: web, to: mail, size: 100, fragment: false, count: 3, within: 0.5 }
                  - stream: { from: mail, to: disks, datagrams: 7, size: 8, port: 9, rate: 10 }
                  - strangers: { from: web/p, frames: 4 }
                  - broadcast: { from: mail }
                  - forget: { network: prod }
                  - exec: { host: disks, run: ip link }
                  - wait: { seconds: 1.5 }
                """);
        assertEquals(
                List.of(
                        new Action.Ping(WEB, MAIL, 100, false, 3, 0.5),
                        new Action.Stream(MAIL, DISKS, 7, 8, 9, 10),
                        new Action.Strangers(WEB, 4),
                        new Action.Broadcast(MAIL, 10),
                        new Action.Forget("prod"),
                        new Action.Exec("disks", "ip link"),
                        new Action.Wait(1.5)),
                layout.steps());
    }

    @Test
    void everyCheckIsUnderstood() throws ScenarioException {
        Layout layout = layout("""
                checks:
                  - { claim: a, reachable: { from: web, to: mail } }
                  - { claim: b, unreachable: { from: web, to: mail } }
                  - { claim: c, delivered: { from: web, to: mail, at-least: 90 } }
                  - { claim: d, hears-only: { at: web, unicast: any, hosts: [mail], while: [] } }
                  - { claim: e, carries-only: { wire: nic0, protocols: [arp, udp], while: [] } }
                  - { claim: f, must-not-carry: { network: lan, addresses: [10.0.0.0/24], while: [] } }
                  - { claim: g, exec: { host: disks, run: "true", output: "^ok" } }
                """);
        Action.Ping ping = new Action.Ping(WEB, MAIL, 56, true, 1, 1);
        FrameSelector arpAndUdp =
                new FrameSelector(Optional.empty(), Optional.empty(), Optional.of(Set.of(Protocol.ARP, Protocol.UDP)));
        FrameSelector subnet = new FrameSelector(
                Optional.empty(), Optional.of(List.of(CidrAddress.parse("10.0.0.0/24"))), Optional.empty());
        assertEquals(
                List.of(
                        new Check.Reachable("a", ping),
                        new Check.Unreachable("b", ping),
                        new Check.Delivered("c", new Action.Stream(WEB, MAIL, 100, 1000, 5001, 5000), 90),
                        new Check.HearsOnly(
                                "d",
                                Set.of(WEB, new AdapterName("web", "s")),
                                false,
                                Optional.of(Set.of(MAIL)),
                                List.of()),
                        new Check.CarriesOnly("e", new Check.Place.Wire("nic0"), arpAndUdp, List.of()),
                        new Check.MustNotCarry("f", new Check.Place.Inside("lan"), subnet, List.of()),
                        new Check.Command("g", new Action.Exec("disks", "true"), 0, Optional.of("^ok"))),
                layout.checks());
    }

    @Test
    void aHostOfSeveralAdaptersIsMeantByTheOneThatIsANeighbour() throws ScenarioException {
        Layout layout = layout("steps:\n  - ping: { from: disks, to: web }\n");
        assertEquals(List.of(new Action.Ping(DISKS, WEB, 56, true, 1, 1)), layout.steps());
    }

    @Test
    void aSenderThatWouldNotSendByTheAdapterNamedIsReported() {
        assertEquals(
                "t.yaml:23:19: web/p is on the way from 'web' to mail/p, not web/s"
                        + " (write 'web', or address the other adapter)",
                refused(PLAN + "steps:\n  - ping: { from: web/s, to: mail }\n"));
    }

    @Test
    void everythingIsMeantToHoldUnlessTheFileSaysOtherwise() throws ScenarioException {
        String check = "checks:\n  - { claim: a, reachable: { from: web, to: mail } }\n";
        assertEquals(new Expectation.AllHold(), read(PLAN + check).expectation());
        assertEquals(
                new Expectation.AllHold(),
                read(PLAN + check + "expect: holds\n").expectation());
        assertEquals(
                new Expectation.SomeFail(),
                read(PLAN + check + "expect: fails\n").expectation());
        assertEquals(
                new Expectation.TheseFail(Set.of("a")),
                read(PLAN + check + "expect: { fails: [a] }\n").expectation());
    }

    @Test
    void anExpectationOfWhatNobodyClaimsIsReported() {
        assertEquals(
                "t.yaml:24:19: nothing claims this (did you mean 'web reaches mail'?)",
                refused(PLAN + "checks:\n  - { claim: web reaches mail, reachable: { from: web, to: mail } }\n"
                        + "expect: { fails: [web reaches mial] }\n"));
    }

    @Test
    void severalLayoutsAreCalledAsTheirHeadOrElseAsTheirFile() throws ScenarioException {
        String layouts = "---\nname: a\nhosts: {}\n---\nname: b\nhosts: {}\n";
        Scenario headed = read("name: both\nabout: two\n" + layouts);
        assertEquals("both", headed.name());
        assertEquals("two", headed.about());
        assertEquals(
                List.of("a", "b"), headed.layouts().stream().map(Layout::name).toList());
        assertEquals("t", read(layouts).name());
    }

    @Test
    void twoLayoutsOfOneNameAreReported() {
        assertEquals(
                "t.yaml:5:7: a layout 'a' is there already (see t.yaml:2:7)",
                refused("---\nname: a\nhosts: {}\n---\nname: a\nhosts: {}\n"));
    }

    @Test
    void anExpectationOfOneLayoutAmongSeveralIsReported() {
        assertEquals(
                "t.yaml:6:1: 'expect' is said of the whole file (put it in a first document with 'name')",
                refused("name: a\nhosts: {}\n---\nname: b\nhosts: {}\nexpect: fails\n"));
    }

    @Test
    void aFileIsReadAsUtf8AndItsProblemsCarryItsName(@TempDir Path folder) throws IOException, ScenarioException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "name: mine\nabout: für alle\nhosts: {}\n");
        assertEquals("für alle", ScenarioFile.load(file).scenario().about());
        Files.writeString(file, "name: mine\nhosts: 5\n");
        assertEquals(
                file + ":2:8: expected keys with values, found 5 (expected hosts by name)",
                assertThrows(ScenarioException.class, () -> ScenarioFile.load(file))
                        .getMessage());
    }

    @Test
    void aFileThatIsNotThereIsAnsweredWithItsNeighbour(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), "name: mine\nhosts: {}\n");
        Path missing = folder.resolve("mime.yaml");
        assertEquals(
                missing + ": there is no such file (did you mean 'mine.yaml'?)",
                assertThrows(ScenarioException.class, () -> ScenarioFile.load(missing))
                        .getMessage());
    }

    @Test
    void aFolderIsNoScenario(@TempDir Path folder) {
        assertEquals(
                folder + ": this is a folder (name one file in it)",
                assertThrows(ScenarioException.class, () -> ScenarioFile.load(folder))
                        .getMessage());
    }

    @Test
    void bytesThatAreNoTextAreReported(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("x.yaml"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
        assertEquals(
                file + ": this is no text in UTF-8 (is it a scenario at all?)",
                assertThrows(ScenarioException.class, () -> ScenarioFile.load(file))
                        .getMessage());
    }

    private static Layout layout(String more) throws ScenarioException {
        return read(PLAN + more).layouts().getFirst();
    }

    private static Scenario read(String text) throws ScenarioException {
        return ScenarioFile.read("t.yaml", text).scenario();
    }

    private static String refused(String text) {
        return String.valueOf(assertThrows(ScenarioException.class, () -> ScenarioFile.read("t.yaml", text))
                .getMessage());
    }
}
