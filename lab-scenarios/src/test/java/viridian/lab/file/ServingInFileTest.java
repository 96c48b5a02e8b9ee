package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.lab.service.AddressRange;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Check;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Serving;
import viridian.offload.wire.Ipv4Address;

/** Hosts that serve, and claims about starting from them: what is understood, and what is said when it cannot be. */
class ServingInFileTest {

    private static final String SOUND = "addresses: 10.1.0.100-10.1.0.199";

    private static String file(String serves, String checks) {
        return """
                name: t
                networks: { lan: { internal: true } }
                hosts:
                  depot:
                    kind: machine
                    adapters: { net: { network: lan, address: 10.1.0.1/24 } }
                    serves: { %s }
                  old: { kind: child, boot: net, adapters: { net: { network: lan, type: legacy }, two: { network: lan, type: legacy } } }
                  new: { kind: child, adapters: { net: { network: lan } } }
                checks: [ %s ]
                """.formatted(serves, checks);
    }

    private static String claim(String check) {
        return "{ claim: c, " + check + " }";
    }

    @Test
    void whatAHostServesIsUnderstood() throws ScenarioException {
        String all = SOUND + ", router: 10.1.0.254, lease: 60, program: a.0, program-bytes: 77, script: \"#!ipxe\","
                + " files: /srv/tftp";
        Serving serving =
                layout(file(all, "")).topology().host("depot").serves().orElseThrow();
        assertEquals(
                new Serving(
                        AddressRange.parse("10.1.0.100-10.1.0.199"),
                        Optional.of(Ipv4Address.parse("10.1.0.254")),
                        60,
                        Optional.of(new Serving.Program("a.0", 77)),
                        Optional.of("#!ipxe"),
                        Optional.empty(),
                        Optional.of(Path.of("/srv/tftp"))),
                serving);
        Serving linux = layout(file(SOUND + ", linux: quiet", ""))
                .topology()
                .host("depot")
                .serves()
                .orElseThrow();
        assertEquals(Optional.of("quiet"), linux.linux());
        Serving least =
                layout(file(SOUND, "")).topology().host("depot").serves().orElseThrow();
        assertEquals(Serving.of(serving.addresses()), least);
    }

    @Test
    void claimsAboutItAreUnderstood() throws ScenarioException {
        String checks = "{ claim: a, boots: { from: old/net } }, { claim: b, cannot-boot: { from: new, because: x } }";
        assertEquals(
                List.of(
                        new Check.Boots("a", new AdapterName("old", "net")),
                        new Check.CannotBoot("b", new AdapterName("new", "net"), Optional.of("x"))),
                layout(file(SOUND, checks)).checks());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        file("addresses: 10.1.0.100-10.1.0.99", ""),
                        "t.yaml:7:26: the range 10.1.0.100-10.1.0.99 ends before it begins"
                                + " (a range of addresses looks like 10.1.0.100-10.1.0.199)"),
                Arguments.of(
                        file("addresses: 10.1.0.0-10.1.255.0", ""),
                        "t.yaml:7:26: the range 10.1.0.0-10.1.255.0 has 65281 addresses, and 1024 is the limit"
                                + " (a range of addresses looks like 10.1.0.100-10.1.0.199)"),
                Arguments.of(
                        file("addresses: 10.1.0.100-10.1.0.255", ""),
                        "t.yaml:7:26: the addresses 10.1.0.100-10.1.0.255 are not all of hosts in 10.1.0.1/24, the subnet"
                                + " of 'depot' (addresses are given out in the server's own subnet)"),
                Arguments.of(
                        file("addresses: 10.1.0.1", ""), "t.yaml:7:26: the only address 10.1.0.1 is the server's own"),
                Arguments.of(
                        file(SOUND + ", router: 10.2.0.1", ""),
                        "t.yaml:7:57: the router 10.2.0.1 is no host in 10.1.0.1/24, the subnet of 'depot'"
                                + " (a router is a host on the clients' subnet)"),
                Arguments.of(
                        file(SOUND + ", script: x, linux: quiet", ""),
                        "t.yaml:7:67: iPXE on the link of 'depot' is to do two things"
                                + " (leave out script or linux; linux has a script of its own)"),
                Arguments.of(
                        file(SOUND + ", files: /srv/..", ""),
                        "t.yaml:7:56: 'depot' would hand out every file of this computer"
                                + " (name a directory with what is to be fetched, and nothing else)"),
                Arguments.of(
                        file(SOUND + ", lease: 5", ""), "t.yaml:7:56: 5 is too small (expected seconds: 60 to 86400)"),
                Arguments.of(
                        file(SOUND + ", programm: x", ""),
                        "t.yaml:7:49: there is no key 'programm' here (did you mean 'program'?)"),
                Arguments.of(
                        file(SOUND, claim("boots: { from: depot }")),
                        "t.yaml:10:38: 'depot' is no child, and has no firmware of ours (name an adapter of a child)"),
                Arguments.of(
                        file(SOUND, claim("boots: { from: old/two }")),
                        "t.yaml:10:38: 'old' is not started from old/two (give the host 'boot: two')"),
                Arguments.of(
                        file(SOUND, claim("cannot-boot: { from: new, because: \"(\" }")),
                        "t.yaml:10:58: '(' is no regular expression (Unclosed group)"),
                Arguments.of(
                        file(SOUND, claim("console: { host: old, shows: x }")),
                        "t.yaml:10:40: 'old' has no console (name a host with kind: qemu)"),
                Arguments.of(
                        "name: t\nhosts:\n  depot: { kind: machine, serves: { " + SOUND + " } }\n",
                        "t.yaml:3:27: 'depot' serves one link, and needs one adapter with an address"
                                + " (give it one as 'address: 10.1.0.1/24'; another host serves another link)"),
                Arguments.of(
                        file(SOUND, "")
                                .replace(
                                        "  new: { kind: child, adapters: { net: { network: lan } } }",
                                        "  new: { kind: child, adapters: { net: { network: lan, address: 10.1.0.2/24 } },"
                                                + " serves: { addresses: 10.1.0.7 } }"),
                        "t.yaml:9:82: 'new' serves the same link as 'depot' (a link has one server)"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatCannotBeIsSaidWithItsPlace(String file, String sentence) {
        ScenarioException refused = assertThrows(ScenarioException.class, () -> layout(file));
        assertEquals(
                sentence, refused.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }

    private static Layout layout(String text) throws ScenarioException {
        return ScenarioFile.read("t.yaml", text).scenario().layouts().getFirst();
    }
}
