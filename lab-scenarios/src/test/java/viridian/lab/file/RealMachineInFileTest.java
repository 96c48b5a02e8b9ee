package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Hardware;
import viridian.lab.topology.Host;
import viridian.lab.topology.HostKind;

/** Real machines in a scenario file: what can be said of them, and what cannot. */
class RealMachineInFileTest {

    /** Line 5 is the host. */
    private static final String PLAN = """
            name: t
            networks:
              lan: { private: true, mtu: 9000 }
            hosts:
              box: HOST
              sim: { kind: child, adapters: { n: { network: lan, address: 10.0.0.2/24 } } }
            checks:
              - claim: it runs commands
                exec: { host: box, run: "true" }
            """;

    @Test
    void everythingThatCanBeSaid() throws ScenarioException {
        Host box = read(
                "{ kind: qemu, memory: 128, kernel-options: debug, programs: [iperf3], commands: [a, b], adapters: {"
                        + " l: { network: lan, type: legacy, limit: 100 }, e: { network: lan, type: e1000 },"
                        + " v: { network: lan }, t: { network: lan, type: tulip-21143 } } }");
        assertEquals(HostKind.QEMU, box.kind());
        assertEquals(new Hardware(128, "debug", List.of("iperf3"), List.of("a", "b")), box.hardware());
        assertEquals(
                List.of(AdapterType.LEGACY, AdapterType.E1000, AdapterType.VIRTIO, AdapterType.TULIP_21143),
                box.adapters().stream().map(adapter -> adapter.type()).toList());
        assertEquals(
                List.of(1500, 9000, 9000, 1500),
                box.adapters().stream().map(adapter -> adapter.mtu()).toList());
        assertEquals(100, box.adapters().getFirst().limitMegabits());
    }

    @Test
    void aSyntheticAdapterHasNoBus() {
        assertEquals(
                "t.yaml:5:59: 'box' is a real machine, and has no VMBus for a synthetic adapter"
                        + " (legacy, e1000, virtio or tulip-21143)",
                refused("{ kind: qemu, adapters: { n: { network: lan, type: synthetic } } }"));
    }

    @Test
    void aCardOfQemusInAChild() {
        assertEquals(
                "t.yaml:5:60: a child partition has synthetic and legacy adapters only (kind: qemu)",
                refused("{ kind: child, adapters: { n: { network: lan, type: virtio } } }"));
    }

    @Test
    void jumboFramesOnAModelThatHasNone() {
        assertEquals(
                "t.yaml:5:77: a 21143 carries no MTU of 9000 (576 to 1500)",
                refused("{ kind: qemu, adapters: { n: { network: lan, type: tulip-21143, mtu: 9000 } } }"));
        assertEquals(
                "t.yaml:5:72: a legacy adapter carries no MTU of 9000 (576 to 1500)",
                refused("{ kind: qemu, adapters: { n: { network: lan, type: legacy, mtu: 9000 } } }"));
    }

    @Test
    void moreAdaptersThanSlotsOrLines() {
        assertEquals(
                "'box' has 5 legacy adapters, and 4 is the limit"
                        + " (a virtual machine has at most 8 synthetic and 4 legacy ones)",
                refused("{ kind: qemu, adapters: { %s } }".formatted(adapters(5, "legacy")))
                        .replaceFirst("^[^ ]+ ", ""));
        assertEquals(
                "'box' has 9 adapters of QEMU's, and 8 is the limit",
                refused("{ kind: qemu, adapters: { %s } }".formatted(adapters(9, "virtio")))
                        .replaceFirst("^[^ ]+ ", ""));
        assertEquals(
                "box/e needs an interrupt of its own, and the 2 legacy adapters of 'box' take them all"
                        + " (type: virtio, or one legacy adapter at most)",
                refused("{ kind: qemu, adapters: { %s, e: { network: lan, type: e1000 } } }"
                                .formatted(adapters(2, "legacy")))
                        .replaceFirst("^[^ ]+ ", ""));
    }

    @Test
    void aRealMachineStartsOverTheNetworkByAnAdapterOfOurs() {
        assertEquals(
                "t.yaml:5:28: box/n is QEMU's own adapter, and this lab boots machines from ours"
                        + " (boot from an adapter with type: legacy)",
                refused("{ kind: qemu, boot: n, adapters: { n: { network: lan } } }"));
    }

    @Test
    void whatOnlyARealMachineHas() {
        assertEquals(
                "t.yaml:5:3: only a real machine has memory, kernel options, programs and commands of its own; 'box' is none"
                        + " (kind: qemu, or leave memory, kernel-options, programs and commands out)",
                refused("{ kind: machine, memory: 128, adapters: { } }"));
    }

    @Test
    void whatOnlyAChildHas() {
        assertEquals(
                "t.yaml:5:3: only a child partition runs a guest system; 'box' is no child"
                        + " (leave guest, integration-components and processors out: it runs Linux)",
                refused("{ kind: qemu, processors: 2 }"));
    }

    @Test
    void memoryBeyondWhatOneMappingHolds() {
        assertEquals(
                "t.yaml:5:30: 4096 is too large (expected megabytes of a qemu host: 64 to 2048)",
                refused("{ kind: qemu, memory: 4096 }"));
    }

    private static String adapters(int count, String type) {
        return IntStream.range(0, count)
                .mapToObj(i -> "a%d: { network: lan, mtu: 1500, type: %s }".formatted(i, type))
                .collect(Collectors.joining(", "));
    }

    private static Host read(String host) throws ScenarioException {
        return ScenarioFile.read("t.yaml", PLAN.replace("HOST", host))
                .scenario()
                .layouts()
                .getFirst()
                .topology()
                .host("box");
    }

    /** That a command cannot run in what is no machine is another test's subject. */
    private static String refused(String host) {
        ScenarioException refused = assertThrows(ScenarioException.class, () -> read(host));
        return refused.problems().stream()
                .map(Problem::toString)
                .filter(line -> !line.contains("commands run in machines only"))
                .collect(Collectors.joining("\n"));
    }
}
