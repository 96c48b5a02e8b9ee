package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every way to get a file wrong, each with the line a person reads. */
class BadInputTest {

    /** Lines 1 to 9; tests add checks behind, or change a line. */
    private static final String SOUND = """
            name: t
            nics: { nic0: { mtu: 9000 } }
            networks:
              prod: { external: nic0 }
              stor: { internal: true }
            hosts:
              parent: { kind: parent, adapters: { p: { network: prod, address: 10.0.0.1/24 } } }
              web: { kind: child, adapters: { p: { network: prod, address: 10.0.0.2/24 } } }
              admin: { kind: machine, adapters: { e: { wire: nic0, address: 10.0.0.3/24 } } }
            """;

    @Test
    void theSoundFileIsSound() throws ScenarioException {
        assertEquals("", warnings(SOUND));
    }

    @Test
    void yamlThatDoesNotParse() {
        assertEquals(
                "t.yaml:2:9: this is no YAML (mapping values are not allowed here)", refused("name: t\nhosts: x: y\n"));
    }

    @Test
    void tabsAreNoIndentation() {
        assertTrue(
                refused("hosts:\n\tweb: {}\n").startsWith("t.yaml:2:1: this is no YAML"),
                refused("hosts:\n\tweb: {}\n"));
    }

    @Test
    void aFlowThatIsNeverClosed() {
        assertTrue(refused("name: t\nhosts: { web: \n").startsWith("t.yaml:3:1: this is no YAML"));
    }

    @Test
    void controlCharacters() {
        assertEquals(
                "t.yaml:2:8: the character U+0007 has no place in YAML"
                        + " (write it as an escape in double quotes, or leave it out)",
                refused("name: t\nabout: \u0007\n"));
    }

    @Test
    void anEmptyFile() {
        assertEquals("t.yaml: the file holds nothing", refused(""));
        assertEquals("t.yaml: the file holds nothing", refused("# only a comment\n"));
    }

    @Test
    void aFileThatIsAList() {
        assertEquals(
                "t.yaml:1:1: a scenario is a mapping of keys (the first line is often 'name: my-lab')",
                refused("- name: t\n"));
    }

    @Test
    void aKeyWrittenTwice() {
        assertEquals("t.yaml:8:3: the key 'parent' is there twice (first in line 7)", refusedLine(8, "  parent: {}"));
    }

    @Test
    void tagsOfYamlsOwn() {
        assertEquals(
                "t.yaml:1:7: tags such as '!secret' mean nothing here (leave it out)",
                refusedLine(1, "name: !secret t"));
    }

    @Test
    void anAliasThatHoldsItself() {
        assertTrue(refused("name: t\nhosts: &all { web: *all }\n").contains("leads back into itself"));
    }

    @Test
    void aliasesThatMultiplyWithoutEnd() {
        String bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
                + IntStream.range(1, 6)
                        .mapToObj(i -> "a%d: &a%d [%s]\n"
                                .formatted(
                                        i,
                                        i,
                                        IntStream.range(0, 10)
                                                .mapToObj(k -> "*a" + (i - 1))
                                                .collect(Collectors.joining(", "))))
                        .collect(Collectors.joining());
        assertTrue(refused(bomb).contains("unfolds without end"));
    }

    @Test
    void noHosts() {
        assertEquals("t.yaml:1:1: there are no hosts (a lab has 'hosts:', at least one)", refused("name: t\n"));
    }

    @Test
    void aMisspeltKey() {
        assertEquals(
                "t.yaml:8:23: there is no key 'adaptors' here (did you mean 'adapters'?)",
                refusedLine(8, "  web: { kind: child, adaptors: {} }"));
    }

    @Test
    void aMisspeltKeyThatWasNeededIsOneProblem() {
        assertEquals(
                "t.yaml:4:11: there is no key 'externel' here (did you mean 'external'?)",
                refusedLine(4, "  prod: { externel: nic0 }"));
    }

    @Test
    void aKeyThatIsNothingLikeAnyOther() {
        assertEquals(
                "t.yaml:2:17: there is no key 'colour' here (known: about, mtu)",
                refusedLine(2, "nics: { nic0: { colour: red } }"));
    }

    @Test
    void aMissingKey() {
        assertEquals(
                "t.yaml:8:3: 'kind' is missing (expected parent, child, machine or qemu)",
                refusedLine(8, "  web: { adapters: {} }"));
    }

    @Test
    void aWrongType() {
        assertEquals(
                "t.yaml:2:22: expected a whole number, found 'large'"
                        + " (expected the longest IP packet an adapter carries, bytes without Ethernet header: 576 to 9000)",
                refusedLine(2, "nics: { nic0: { mtu: large } }"));
        assertEquals(
                "t.yaml:6:1: expected keys with values, found a list (expected hosts by name)",
                refused("name: t\nnics: {}\n\n\n\nhosts:\n  - web\n"));
    }

    @Test
    void aWordThatIsNoneOfTheChoices() {
        assertEquals(
                "t.yaml:8:16: 'childd' is not possible here (did you mean 'child'?)",
                refusedLine(8, "  web: { kind: childd }"));
    }

    @Test
    void aNameWithBlanks() {
        assertEquals(
                "t.yaml:1:7: 'my lab' is not possible here"
                        + " (expected a name: letters, digits, '-', '_' and '.', 63 at most)",
                refusedLine(1, "name: my lab"));
        assertEquals(
                "t.yaml:8:3: 'my web' is no name" + " (expected a name: letters, digits, '-', '_' and '.', 63 at most)",
                refusedLine(8, "  my web: { kind: child }"));
    }

    @Test
    void aNetworkWithoutReach() {
        assertEquals(
                "t.yaml:5:3: expected a network with exactly one of"
                        + " 'external: NIC', 'internal: true' and 'private: true'",
                refusedLine(5, "  stor: { mtu: 1500 }"));
    }

    @Test
    void anUnknownNic() {
        assertEquals(
                "t.yaml:4:21: there is no NIC 'nic1' (did you mean 'nic0'?)",
                refusedLine(4, "  prod: { external: nic1 }"));
        assertEquals(
                "t.yaml:9:50: there is no NIC 'nic9' (did you mean 'nic0'?)",
                refusedLine(9, "  admin: { kind: machine, adapters: { e: { wire: nic9 } } }"));
    }

    @Test
    void anUnknownNetwork() {
        assertEquals(
                "t.yaml:8:49: there is no network 'prodd' (did you mean 'prod'?)",
                refusedLine(8, "  web: { kind: child, adapters: { p: { network: prodd } } }"));
    }

    @Test
    void aNicBoundByTwoNetworks() {
        assertEquals(
                "t.yaml:5:21: nic0 is already bound by network 'prod' (one NIC carries one virtual network)",
                refusedLine(5, "  stor: { external: nic0 }"));
    }

    @Test
    void anMtuNoAdapterCarries() {
        assertEquals(
                "t.yaml:2:22: 16000 is too large"
                        + " (expected the longest IP packet an adapter carries, bytes without Ethernet header: 576 to 9000)",
                refusedLine(2, "nics: { nic0: { mtu: 16000 } }"));
    }

    @Test
    void numbersBeyondMeasureAreRefusedAtOnce() {
        for (String number : List.of("1e999999999", "1e99999999999", "-1e400", "1e300", ".inf", ".nan")) {
            assertTrue(
                    refusedLine(2, "nics: { nic0: { mtu: " + number + " } }")
                            .startsWith("t.yaml:2:22: expected a whole number, found '" + number + "'"),
                    number);
        }
    }

    @Test
    void aFractionIsReportedOnce() {
        assertEquals(
                "t.yaml:2:22: expected a whole number, found 0.5"
                        + " (expected the longest IP packet an adapter carries, bytes without Ethernet header: 576 to 9000)",
                refusedLine(2, "nics: { nic0: { mtu: 0.5 } }"));
    }

    @Test
    void aNetworkWiderThanItsWire() {
        assertEquals(
                "t.yaml:4:32: packets of 9000 bytes do not fit nic0, which carries 1500 (raise the mtu of nic0)",
                refused(SOUND.replace("mtu: 9000", "mtu: 1500")
                        .replace("nic0 }\n  stor", "nic0, mtu: 9000 }\n  stor")));
    }

    @Test
    void anAdapterWiderThanItsNetwork() {
        assertEquals(
                "t.yaml:8:60: packets of 9000 bytes do not fit 'stor', which carries 1500 (at most 1500)",
                refusedLine(8, "  web: { kind: child, adapters: { p: { network: stor, mtu: 9000 } } }"));
    }

    @Test
    void aLegacyAdapterForJumboFrames() {
        assertEquals(
                "t.yaml:8:74: a legacy adapter carries no MTU of 9000 (576 to 1500)",
                refusedLine(8, "  web: { kind: child, adapters: { p: { network: prod, type: legacy, mtu: 9000 } } }"));
    }

    @Test
    void aLegacyAdapterOnAJumboNetworkIsAWarningOnly() throws ScenarioException {
        assertEquals(
                "t.yaml:8:61: a legacy adapter carries packets of 1500 bytes, and 'prod' carries 9000:"
                        + " longer ones will not reach web/p (type: synthetic)",
                warnings(line(8, "  web: { kind: child, adapters: { p: { network: prod, type: legacy } } }")));
    }

    @Test
    void aVlanOutOfRange() {
        assertEquals(
                "t.yaml:8:71: 4095 is too large (expected a VLAN: 1 to 4094)",
                refusedLine(8, "  web: { kind: child, adapters: { p: { network: prod, vlan: { access: 4095 } } } }"));
        assertEquals(
                "t.yaml:8:70: VLANs are 1 to 4094, not 4095 (VLANs look like \"10-19+30\": 1 to 4094, ranges from low to high)",
                refusedLine(8, "  web: { kind: child, adapters: { p: { network: prod, vlan: { trunk: 10-4095 } } } }"));
    }

    @Test
    void accessAndTrunkAtOnce() {
        assertEquals(
                "t.yaml:8:55: expected { access: 10 } or { trunk: \"10-19+30\", native: 1 }",
                refusedLine(
                        8,
                        "  web: { kind: child, adapters: { p: { network: prod, vlan: { access: 1, trunk: \"2\" } } } }"));
    }

    @Test
    void aVlanOnAWire() {
        assertEquals(
                "t.yaml:9:56: a wire has no port that could tag for admin/e (vlan belongs to adapters on a network)",
                refusedLine(9, "  admin: { kind: machine, adapters: { e: { wire: nic0, vlan: { access: 1 } } } }"));
    }

    @Test
    void twoHostsWithOneAddress() {
        assertEquals(
                "t.yaml:9:65: web/p has the address 10.0.0.2 already (each adapter on a network needs one of its own)",
                refusedLine(9, "  admin: { kind: machine, adapters: { e: { wire: nic0, address: 10.0.0.2/24 } } }"));
    }

    @Test
    void oneAddressOnTwoNetworksIsNobodysProblem() throws ScenarioException {
        assertEquals(
                "",
                warnings(line(8, "  web: { kind: child, adapters: { p: { network: stor, address: 10.0.0.1/24 } } }")));
    }

    @Test
    void addressesThatAreNone() {
        assertEquals(
                "t.yaml:8:64: '10.0.0.300/24' is no IPv4 address with a prefix length (" + SHAPE + ")",
                web("address: 10.0.0.300/24"));
        assertEquals(
                "t.yaml:8:64: '10.0.0.3' is not possible here"
                        + " (expected an IPv4 address with its prefix length, as 10.0.0.1/24)",
                web("address: 10.0.0.3"));
        assertEquals(
                "t.yaml:8:64: '10.0.0.3/33' is no IPv4 address with a prefix length (" + SHAPE + ")",
                web("address: 10.0.0.3/33"));
    }

    private static final String SHAPE = "an address looks like 10.0.0.1/24: four numbers up to 255, then 1 to 32 bits";

    @Test
    void addressesNoHostCanHave() {
        assertEquals(
                "t.yaml:8:64: no host can have the address 10.0.0.0/24 (it names the subnet itself)",
                web("address: 10.0.0.0/24"));
        assertEquals(
                "t.yaml:8:64: no host can have the address 10.0.0.255/24 (it is the subnet's broadcast address)",
                web("address: 10.0.0.255/24"));
        assertEquals(
                "t.yaml:8:64: no host can have the address 224.0.0.5/24 (the first number is 1 to 223, and not 127)",
                web("address: 224.0.0.5/24"));
    }

    @Test
    void aGatewayInNoSubnet() {
        assertEquals(
                "t.yaml:8:32: the gateway 10.9.9.9 is in no subnet of 'web'"
                        + " (a gateway is another host on one of its subnets)",
                refusedLine(
                        8,
                        "  web: { kind: child, gateway: 10.9.9.9, adapters: { p: { network: prod, address: 10.0.0.2/24 } } }"));
    }

    @Test
    void oneMacAddressTwice() {
        String web = "  web: { kind: child, adapters: { p: { network: prod, mac: 00-15-5D-00-00-01 },"
                + " q: { network: prod, mac: 00-15-5d-00-00-01 } } }";
        assertEquals(
                "t.yaml:8:106: web/p has the MAC address 00-15-5D-00-00-01 already (leave mac out, and the lab chooses one)",
                refusedLine(8, web));
    }

    @Test
    void aMacAddressOfAGroup() {
        assertEquals(
                "t.yaml:8:60: 01-00-5E-00-00-01 is no address of one adapter (the first byte is even, as in 00-15-5D-01-02-03)",
                web("mac: 01-00-5E-00-00-01"));
    }

    @Test
    void moreAdaptersThanAChildCanHave() {
        assertEquals(
                "t.yaml:8:3: 'web' has 9 synthetic adapters, and 8 is the limit"
                        + " (a virtual machine has at most 8 synthetic and 4 legacy ones)",
                refusedLine(8, adapters(9, "")).replaceFirst("8:\\d+:", "8:3:"));
        assertEquals(
                "t.yaml:8:3: 'web' has 5 legacy adapters, and 4 is the limit"
                        + " (a virtual machine has at most 8 synthetic and 4 legacy ones)",
                refusedLine(8, adapters(5, ", type: legacy")).replaceFirst("8:\\d+:", "8:3:"));
    }

    @Test
    void asManyAdaptersAsAChildCanHave() throws ScenarioException {
        warnings(line(8, adapters(8, "")));
        warnings(line(8, adapters(4, ", type: legacy")));
    }

    private static String adapters(int count, String more) {
        return IntStream.range(0, count)
                .mapToObj(i -> "a%d: { network: stor%s }".formatted(i, more))
                .collect(Collectors.joining(", ", "  web: { kind: child, adapters: { ", " } }"));
    }

    @Test
    void twoParents() {
        assertEquals(
                "t.yaml:8:16: 'web' is a second parent beside 'parent'"
                        + " (a host has one parent partition; kind: child or kind: machine)",
                refusedLine(8, "  web: { kind: parent }"));
    }

    @Test
    void aPartitionOnAWire() {
        assertEquals(
                "t.yaml:8:46: only a machine sits on a wire; 'web' is a partition (network: the name of a virtual network)",
                refusedLine(8, "  web: { kind: child, adapters: { p: { wire: nic0 } } }"));
    }

    @Test
    void aSyntheticAdapterInTheParent() {
        assertEquals(
                "t.yaml:7:65: only virtual machines have a choice of adapters, and 'parent' is none"
                        + " (leave type out, or make 'parent' a child)",
                refusedLine(7, "  parent: { kind: parent, adapters: { p: { network: prod, type: synthetic } } }"));
    }

    @Test
    void theParentOnAPrivateNetwork() {
        assertEquals(
                "t.yaml:7:53: 'stor' is private, for virtual machines only (internal: true lets the parent in)",
                refused(line(7, "  parent: { kind: parent, adapters: { p: { network: stor } } }")
                        .replace("internal: true", "private: true")));
    }

    @Test
    void aCheckOfAnUnknownHost() {
        assertEquals(
                "t.yaml:12:24: there is no host 'wep' (did you mean 'web'?)",
                check("reachable: { from: wep, to: parent }"));
    }

    @Test
    void aCheckOfAnUnknownAdapter() {
        assertEquals(
                "t.yaml:12:24: 'web' has no adapter 'q' (did you mean 'p'?)",
                check("reachable: { from: web/q, to: parent }"));
    }

    @Test
    void aCheckOfAHostThatHasSeveralAdapters() {
        String sound = SOUND.replace(
                "admin: { kind: machine, adapters: {",
                "admin: { kind: machine, adapters: { f: { wire: nic0, address: 10.0.0.4/24 },");
        assertEquals(
                "t.yaml:12:33: 'admin' has 2 adapters (say which: admin/f or admin/e)",
                refused(sound + "checks:\n  - claim: c\n    reachable: { from: web, to: admin }\n"));
    }

    @Test
    void aCheckOfAHostWithoutAddress() {
        assertEquals(
                "t.yaml:12:24: 'web' has no address (give the adapter one, as 'address: 10.0.0.1/24')",
                refused(line(8, "  web: { kind: child, adapters: { p: { network: prod } } }")
                        + "checks:\n  - claim: c\n    reachable: { from: web, to: parent }\n"));
    }

    @Test
    void aCheckOfTwoKinds() {
        assertEquals(
                "t.yaml:11:5: expected a claim and exactly one of reachable, unreachable, delivered, price, hears-only, carries-only, must-not-carry, exec, boots, cannot-boot and console",
                check("reachable: { from: web, to: parent }\n    unreachable: { from: web, to: parent }"));
    }

    @Test
    void aSentenceClaimedTwice() {
        assertEquals(
                "t.yaml:13:12: this is claimed already (in line 11)",
                check(
                        "reachable: { from: web, to: parent }\n  - claim: c\n    reachable: { from: admin, to: parent }"));
    }

    @Test
    void aCommandInAPartition() {
        assertEquals(
                "t.yaml:12:19: 'web' is a partition, and commands run in machines only (machines: admin)",
                check("exec: { host: web, run: ls }"));
    }

    @Test
    void anOutputThatIsNoExpression() {
        assertEquals(
                "t.yaml:12:43: '(' is no regular expression (Unclosed group)",
                check("exec: { host: admin, run: ls, output: '(' }"));
    }

    @Test
    void moreThanAllOfTheDatagrams() {
        assertEquals(
                "t.yaml:12:66: of 10 datagrams 11 cannot arrive (at-least is not more than datagrams)",
                check("delivered: { from: web, to: parent, datagrams: 10, at-least: 11 }"));
    }

    @Test
    void aWireThatNoNetworkBinds() {
        assertEquals(
                "t.yaml:12:27: no network binds nic1, so nobody watches its wire (give a network 'external: nic1')",
                refused(line(2, "nics: { nic0: { mtu: 9000 }, nic1: {} }")
                        + "checks:\n  - claim: c\n    carries-only: { wire: nic1, hosts: [web], while: [] }\n"));
    }

    @Test
    void anActionThatIsNone() {
        assertEquals(
                "t.yaml:11:5: there is no key 'pong' here (did you mean 'ping'?)",
                refused(SOUND + "steps:\n  - pong: { from: web, to: parent }\n"));
    }

    @Test
    void everyProblemIsReportedInTheOrderOfTheFile() {
        String text = SOUND.replace("external: nic0", "external: nic7")
                .replace("network: prod, address: 10.0.0.2/24", "network: none");
        assertEquals(
                "4:21 there is no NIC 'nic7'\n8:49 there is no network 'none'",
                assertThrows(ScenarioException.class, () -> ScenarioFile.read("t.yaml", text)).problems().stream()
                        .map(one -> one.position().line() + ":" + one.position().column() + " " + one.sentence())
                        .collect(Collectors.joining("\n")));
    }

    private static String web(String more) {
        return refusedLine(8, "  web: { kind: child, adapters: { p: { network: prod, " + more + " } } }");
    }

    private static String check(String kind) {
        return refused(SOUND + "checks:\n  - claim: c\n    " + kind + "\n");
    }

    private static String refusedLine(int number, String line) {
        return refused(line(number, line));
    }

    private static String line(int number, String line) {
        String[] lines = SOUND.split("\n", -1);
        lines[number - 1] = line;
        return String.join("\n", lines);
    }

    private static String refused(String text) {
        return assertThrows(ScenarioException.class, () -> ScenarioFile.read("t.yaml", text)).problems().stream()
                .map(Problem::toString)
                .collect(Collectors.joining("\n"));
    }

    private static String warnings(String text) throws ScenarioException {
        return ScenarioFile.read("t.yaml", text).warnings().stream()
                .map(Problem::toString)
                .collect(Collectors.joining("\n"));
    }
}
