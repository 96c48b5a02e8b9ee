package viridian.lab.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.offload.wire.Ipv4Address;

class CidrAddressTest {

    private final CidrAddress web = CidrAddress.parse("10.2.0.77/26");

    @Test
    void knowsTheEdgesOfItsSubnet() {
        assertEquals("10.2.0.64", web.network().toString());
        assertEquals("10.2.0.127", web.broadcast().toString());
    }

    @Test
    void aSubnetHoldsBothItsEdgesAndNothingBeyond() {
        assertTrue(web.contains(Ipv4Address.parse("10.2.0.64")));
        assertTrue(web.contains(Ipv4Address.parse("10.2.0.127")));
        assertFalse(web.contains(Ipv4Address.parse("10.2.0.63")));
        assertFalse(web.contains(Ipv4Address.parse("10.2.0.128")));
    }

    @Test
    void addressesAboveTheMiddleOfAllAreInTheirSubnetToo() {
        assertTrue(CidrAddress.parse("203.0.113.9/24").contains(Ipv4Address.parse("203.0.113.200")));
    }

    @Test
    void subnetsOverlapWhenOneHoldsTheOther() {
        assertTrue(web.overlaps(CidrAddress.parse("10.2.0.1/24")));
        assertTrue(CidrAddress.parse("10.2.0.1/24").overlaps(web));
        assertFalse(web.overlaps(CidrAddress.parse("10.2.0.1/26")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.2.0.64/26", "10.2.0.127/26", "127.0.0.1/8", "0.0.0.9/8", "224.0.0.1/24", "255.255.255.255/32"
            })
    void addressesThatNameNoHost(String text) {
        assertFalse(CidrAddress.parse(text).fitsHost());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.2.0.65/26", "10.0.0.0/31", "10.0.0.1/31", "10.0.0.1/32", "223.255.255.254/24"})
    void addressesThatNameOne(String text) {
        assertTrue(CidrAddress.parse(text).fitsHost());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.1",
                "10.0.0/24",
                "10.0.0.256/24",
                "10.0.0.1/0",
                "10.0.0.1/33",
                "10.0.0.1/",
                "010.0.0.1/24",
                "a/24"
            })
    void refusesWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> CidrAddress.parse(text));
    }
}
