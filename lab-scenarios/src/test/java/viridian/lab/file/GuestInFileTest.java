package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.lab.topology.Host;
import viridian.lab.topology.Topology;
import viridian.partitions.HostProfile;

/** Guest systems and host profiles in a file: what is understood, and each line a person reads when it cannot be. */
class GuestInFileTest {

    private static String file(String profile, String host) {
        return """
                name: t
                profile: %s
                networks: { lan: { internal: true, mtu: 9000 } }
                hosts:
                  vm: { kind: child, %s }
                """.formatted(profile, host);
    }

    private static String adapter(String more) {
        return "adapters: { net: { network: lan%s } }".formatted(more);
    }

    @Test
    void aGuestAndItsHostAreUnderstood() throws ScenarioException {
        Topology plan = plan(file(
                "ws2008",
                "guest: windows server 2003, integration-components: true, processors: 2, boot: pxe,"
                        + " adapters: { net: { network: lan }, pxe: { network: lan, type: legacy } }"));
        Host vm = plan.host("vm");
        assertEquals(HostProfile.WS2008, plan.profile());
        assertEquals(2, vm.guest().processors());
        assertEquals("pxe", vm.guest().boot().orElseThrow());
        assertEquals(1500, vm.adapters().getFirst().mtu(), "no jumbo frames for guests");
    }

    @Test
    void withoutWordsItIsAHostOfTodayWithAGuestThatKnows() throws ScenarioException {
        Topology plan = plan(file("modern", adapter("")));
        assertEquals(HostProfile.MODERN, plan.profile());
        assertEquals(1, plan.host("vm").guest().processors());
        assertEquals(9000, plan.host("vm").adapters().getFirst().mtu());
    }

    @Test
    void aNetworkOfThePredecessorIsAHub() throws ScenarioException {
        Topology plan = plan(file("virtual-server-2005", adapter(", type: legacy")));
        assertEquals(true, plan.network("lan").hub());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        file("ws2012", adapter("")),
                        "t.yaml:2:10: 'ws2012' is not possible here (did you mean 'ws2008'?)"),
                Arguments.of(
                        file("modern", "guest: Windows Server 2033, " + adapter("")),
                        "t.yaml:5:29: the catalogue has no guest system 'Windows Server 2033'"
                                + " (did you mean 'Windows Server 2003'?)"),
                Arguments.of(
                        file("ws2008", "guest: Windows Server 2003, " + adapter("")),
                        "t.yaml:5:62: nobody sees vm/net: Windows Server 2003 is not enlightened without integration"
                                + " components (integration-components: true, or type: legacy)"),
                Arguments.of(
                        file("virtual-server-2005", adapter("")),
                        "t.yaml:5:34: nobody sees vm/net: Virtual Server 2005 has no synthetic adapters (type: legacy)"),
                Arguments.of(
                        file("modern", "guest: Linux 2.6.32, " + adapter("")),
                        "nobody sees vm/net: Linux 2.6.32 speaks versions 0.13 of the bus, and a current host 2.4, 3.0,"
                                + " 4.0, 4.1, 5.0, 5.1, 5.2, 5.3 (type: legacy)"),
                Arguments.of(
                        file("modern", "boot: net, " + adapter("")),
                        "t.yaml:5:28: vm/net is synthetic: firmware has no driver for it, and nobody sees it before the"
                                + " system is up (boot from an adapter with type: legacy)"),
                Arguments.of(
                        file("modern", "boot: nett, " + adapter("")),
                        "t.yaml:5:28: 'vm' has no adapter 'nett' (did you mean 'net'?)"),
                Arguments.of(
                        file("ws2008", "processors: 5, " + adapter("")),
                        "t.yaml:5:34: Windows Server 2008 gives a virtual machine 4 processors at most, not 5"),
                Arguments.of(
                        file("modern", "guest: Windows Server 2008, processors: 9, " + adapter("")),
                        "Windows Server 2008 uses 8 of the 9 processors on a current host (processors: 8)"),
                Arguments.of(
                        file("ws2008", adapter(", mtu: 9000")),
                        "a synthetic adapter of Windows Server 2008 carries no MTU of 9000 (576 to 1500)"),
                Arguments.of(
                        "name: t\nhosts:\n  box: { kind: machine, processors: 2 }\n",
                        "t.yaml:3:3: only a child partition runs a guest system; 'box' is no child"
                                + " (leave guest, integration-components, processors and boot out)"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatCannotBeIsSaidWithItsPlace(String file, String sentence) {
        String lines = refused(file);
        assertEquals(
                sentence,
                lines.startsWith("t.yaml") && !sentence.startsWith("t.yaml")
                        ? lines.substring(lines.indexOf(' ') + 1)
                        : lines);
    }

    @Test
    void aHostRunsOnlySoManyMachines() {
        String machines = IntStream.rangeClosed(1, 65)
                .mapToObj(i -> "  vm%d: { kind: child }\n".formatted(i))
                .collect(Collectors.joining());
        assertEquals(
                "t.yaml:68:3: 'vm65' is virtual machine 65, and Windows Server 2008 runs 64 at most",
                refused("name: t\nprofile: ws2008\nhosts:\n" + machines));
    }

    private static Topology plan(String text) throws ScenarioException {
        return load(text).scenario().layouts().getFirst().topology();
    }

    private static LoadedScenario load(String text) throws ScenarioException {
        return ScenarioFile.read("t.yaml", text);
    }

    private static String refused(String text) {
        ScenarioException refused = assertThrows(ScenarioException.class, () -> load(text));
        return refused.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
}
