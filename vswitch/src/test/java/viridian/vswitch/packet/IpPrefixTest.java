package viridian.vswitch.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.0.0, 10.1.255.255",
        "10.1.2.3, 10.1.2.3, 10.1.2.3",
        "0.0.0.0/0, 0.0.0.0, 255.255.255.255",
        "128.0.0.0/1, 128.0.0.0, 255.255.255.255",
        "fe80::/10, fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::/64, 2001:db8::, 2001:db8::ffff:ffff:ffff:ffff",
        "2001:db8::8/125, 2001:db8::8, 2001:db8::f",
        "2001:db8::/63, 2001:db8::, 2001:db8:0:1:ffff:ffff:ffff:ffff",
        "::/0, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "::1, ::1, ::1",
    })
    void holdsTheAddressesFromTheLowestToTheHighest(String written, String lowest, String highest) {
        IpPrefix prefix = IpPrefix.parse(written);
        assertEquals(written, prefix.toString());
        assertEquals(IpAddress.parse(lowest), prefix.base());
        assertEquals(IpAddress.parse(highest), prefix.highest());
        assertTrue(prefix.contains(prefix.base()));
        assertTrue(prefix.contains(prefix.highest()));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.2.0.0",
        "10.1.0.0/16, 10.0.255.255",
        "0.0.0.0/0, ::",
        "::/0, 10.0.0.1",
        "2001:db8::/64, 2001:db8:0:1::",
        "2001:db8::8/125, 2001:db8::10",
        "::1, 1::1"
    })
    void holdsNoOthers(String prefix, String address) {
        assertFalse(IpPrefix.parse(prefix).contains(IpAddress.parse(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/024", "10.0.0.0/-1", "10.0.0.0/8/8"})
    void whatIsNoPrefixIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse(text));
    }

    @Test
    void bitsBehindThePrefixAreRefusedWithThePrefixThatIsMeant() {
        var refused = assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse("10.0.0.5/24"));
        assertEquals("10.0.0.5 has bits set behind its first 24; the prefix is 10.0.0.0/24", refused.getMessage());
        assertEquals(IpPrefix.parse("10.0.0.0/24"), IpPrefix.around(IpAddress.parse("10.0.0.5"), 24));
    }
}
