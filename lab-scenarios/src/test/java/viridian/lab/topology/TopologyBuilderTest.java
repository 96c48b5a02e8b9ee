package viridian.lab.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import viridian.vswitch.VlanMode;

class TopologyBuilderTest {

    private final TopologyBuilder plan = Topology.named("test")
            .nic("nic0")
            .nic("nic1", "storage", 9000)
            .network("prod", network -> network.external("nic0"))
            .network("stor", network -> network.external("nic1"))
            .network("lan", network -> network.hub(true))
            .parent(
                    "parent",
                    host -> host.adapter("stor", at -> at.network("stor").address("10.1.0.1/24")))
            .child(
                    "web",
                    host -> host.adapter("prod", at -> at.network("prod"))
                            .adapter("old", at -> at.network("stor").type(AdapterType.LEGACY)))
            .machine(
                    "disks",
                    host -> host.gateway("10.1.0.1")
                            .adapter("eth", at -> at.wire("nic1").address("10.1.0.50/24")));

    @Test
    void whatIsLeftOpenIsFilledIn() {
        Adapter web = plan.build().adapter(new AdapterName("web", "prod"));
        assertEquals(AdapterType.SYNTHETIC, web.type());
        assertEquals(new VlanMode.Untagged(), web.vlan());
        assertEquals(Optional.empty(), web.address());
        assertEquals(1500, web.mtu());
    }

    @Test
    void networksAndMachinesAreAsWideAsTheirWireAndLegacyAdaptersAsTheyCan() {
        Topology topology = plan.build();
        assertEquals(9000, topology.network("stor").mtu());
        assertEquals(9000, topology.adapter(new AdapterName("parent", "stor")).mtu());
        assertEquals(9000, topology.adapter(new AdapterName("disks", "eth")).mtu());
        assertEquals(1500, topology.adapter(new AdapterName("web", "old")).mtu());
    }

    @Test
    void aNetworkIsInternalUnlessItSaysOtherwise() {
        assertEquals(
                new Network("lan", "", new Reach.Internal(), 1500, true, 300),
                plan.build().network("lan"));
    }

    @Test
    void hostsKeepTheOrderOfThePlan() {
        assertEquals(
                List.of("parent", "web", "disks"),
                plan.build().hosts().stream().map(Host::name).toList());
    }

    @Test
    void theNetworkOnAWireIsFound() {
        assertEquals("stor", plan.build().networkOn("nic1").orElseThrow().name());
        assertEquals(Optional.empty(), plan.build().networkOn("nic9"));
    }

    @Test
    void aPlanThatCannotBeIsRefusedWithEveryReason() {
        plan.child("mail", host -> host.adapter("prod", at -> at.network("prodd")))
                .parent("second", host -> {});
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, plan::build);
        assertEquals(
                "hosts/second/kind: 'second' is a second parent beside 'parent'"
                        + " (a host has one parent partition; kind: child or kind: machine); "
                        + "hosts/mail/adapters/prod/network: there is no network 'prodd' (did you mean 'prod'?)",
                refused.getMessage());
    }

    @Test
    void oneNameForTwoHostsIsRefused() {
        plan.child("web", host -> {});
        assertEquals(
                "hosts: 'web' is there twice",
                assertThrows(IllegalArgumentException.class, plan::build).getMessage());
    }

    @Test
    void whoAsksForWhatIsNotThereIsToldSo() {
        Topology topology = plan.build();
        assertEquals(
                "there is no host 'wep' in test",
                assertThrows(IllegalArgumentException.class, () -> topology.host("wep"))
                        .getMessage());
    }

    @Test
    void twoAdaptersInOneSubnetAreAWarningOnly() {
        plan.child(
                "both",
                host -> host.adapter("a", at -> at.network("lan").address("10.7.0.1/24"))
                        .adapter("b", at -> at.network("prod").address("10.7.0.2/24")));
        assertEquals(
                List.of("hosts/both/adapters/b/address: both/b is in the subnet of both/a:"
                        + " the host will send by both/a only (give each adapter a subnet of its own)"),
                TopologyRules.violations(plan.build()).stream()
                        .filter(violation -> violation.path().contains("both"))
                        .map(Violation::toString)
                        .toList());
    }
}
