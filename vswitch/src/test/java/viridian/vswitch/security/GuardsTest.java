package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpPrefix;

class GuardsTest {

    @Test
    void areOffUnlessAskedFor() {
        assertEquals(
                Map.of(
                        "dhcp-guard", "off",
                        "router-guard", "off",
                        "allowed-macs", "any",
                        "allowed-ipv4", "any",
                        "allowed-ipv6", "any",
                        "storm-limit", "0",
                        "dynamic-address-limit", "0"),
                GuardWords.shown(Guards.NONE));
        assertEquals(
                GuardWords.shown(Guards.NONE).keySet(), GuardWords.meanings().keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "dhcp-guard, on, on",
        "router-guard, on, on",
        "allowed-macs, 00:15:5d:00:00:01 + 00155D000002, 00-15-5D-00-00-01+00-15-5D-00-00-02",
        "allowed-ipv4, 10.0.0.1+10.1.0.0/16, 10.0.0.1+10.1.0.0/16",
        "allowed-ipv6, FE80::/64, fe80::/64",
        "storm-limit, 1000, 1000",
        "dynamic-address-limit, 8, 8",
    })
    void areSetByWordAndShownSoThatTheyCanBeSetAgain(String name, String value, String shown) {
        Guards set = GuardWords.set(Guards.NONE, name, value);
        assertEquals(shown, GuardWords.shown(set).get(name));
        assertEquals(set, GuardWords.set(set, name, shown));
        assertEquals(
                Guards.NONE,
                GuardWords.set(
                        set, name, String.valueOf(GuardWords.shown(Guards.NONE).get(name))));
    }

    @ParameterizedTest
    @CsvSource({
        "dhcp-guard, yes, 'dhcp-guard: ''yes'' is neither on nor off'",
        "allowed-ipv4, fe80::1, 'allowed-ipv4: fe80::1 is no IPv4 address'",
        "allowed-ipv6, 10.0.0.1, 'allowed-ipv6: 10.0.0.1 is no IPv6 address'",
        "allowed-macs, FF-FF-FF-FF-FF-FF, 'allowed-macs: FF-FF-FF-FF-FF-FF is no single station''s address'",
        "storm-limit, -1, 'storm-limit: ''-1'' is no number that can be meant here'",
        "storm-limit, 4294967296, 'storm-limit: ''4294967296'' is no number that can be meant here'",
        "dynamic-address-limit, 1025, 'dynamic-address-limit: a limit of dynamic addresses is 0 to 1024, not 1025'",
    })
    void whatCannotBeIsRefusedWithTheReason(String name, String value, String reason) {
        var refused = assertThrows(IllegalArgumentException.class, () -> GuardWords.set(Guards.NONE, name, value));
        assertEquals(reason, refused.getMessage());
    }

    @Test
    void anUnknownWordIsRefusedWithThoseThereAre() {
        var refused = assertThrows(IllegalArgumentException.class, () -> GuardWords.set(Guards.NONE, "guard", "on"));
        assertTrue(String.valueOf(refused.getMessage()).contains("there are dhcp-guard, router-guard"));
    }

    @Test
    void listsDoNotChangeAfterwards() {
        assertThrows(
                UnsupportedOperationException.class, () -> Guards.NONE.ipv4().add(IpPrefix.parse("10.0.0.1")));
        assertThrows(IllegalArgumentException.class, () -> Guards.NONE.withMacs(List.of(MacAddress.NONE)));
    }
}
